/// The record behind the blocks of each chunk.
///
/// The blocks of a chunk end where its record begins, so that they are found from the record's address.
@safe
@frozen
@usableFromInline
struct FreeListChunk {
  /// The chunk that was added after this one.
  @usableFromInline var next: UnsafeMutablePointer<FreeListChunk>?
  @usableFromInline let blockCount: Int
  /// How many chunks were added before this one; chunks that were released are counted still.
  @usableFromInline let serial: Int
  /// The chunks below and above this one in the tree that ``FreeListState/chunk(holding:)`` searches.
  @usableFromInline var left: UnsafeMutablePointer<FreeListChunk>?
  @usableFromInline var right: UnsafeMutablePointer<FreeListChunk>?

  @inlinable
  init(blockCount: Int, serial: Int) {
    unsafe next = nil
    unsafe left = nil
    unsafe right = nil
    self.blockCount = blockCount
    self.serial = serial
  }
}

// The chunks by address: a treap, a search tree that is kept shallow by priorities that look random. A record's
// priority is a hash of its address, so that nothing has to be stored for it. Searches, insertions and removals take
// O(log chunks) steps, whatever the order in which the parent allocates.
extension UnsafeMutablePointer where Pointee == FreeListChunk {
  /// The record's place in the heap order of the tree.
  private var priority: UInt64 {
    // The finalizer of SplitMix64.
    var word = UInt64(UInt(bitPattern: self))
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// The root of this tree when `chunk` is in it, too.
  fileprivate static func inserting(_ chunk: Self, into root: Self?) -> Self {
    guard let root = unsafe root else { return unsafe chunk }
    if unsafe chunk.priority > root.priority {
      let parts = unsafe split(root, at: chunk)
      unsafe chunk.pointee.left = parts.below
      unsafe chunk.pointee.right = parts.above
      return unsafe chunk
    }
    if unsafe chunk < root {
      unsafe root.pointee.left = inserting(chunk, into: root.pointee.left)
    } else {
      unsafe root.pointee.right = inserting(chunk, into: root.pointee.right)
    }
    return unsafe root
  }

  /// The two trees of what lies below and above an address.
  private static func split(_ root: Self?, at address: Self) -> (below: Self?, above: Self?) {
    guard let root = unsafe root else { return (nil, nil) }
    if unsafe root < address {
      let parts = unsafe split(root.pointee.right, at: address)
      unsafe root.pointee.right = parts.below
      return unsafe (root, parts.above)
    }
    let parts = unsafe split(root.pointee.left, at: address)
    unsafe root.pointee.left = parts.above
    return unsafe (parts.below, root)
  }

  /// The root of this tree without `chunk`, which is in it.
  fileprivate static func removing(_ chunk: Self, from root: Self?) -> Self? {
    guard let root = unsafe root else { return nil }
    if unsafe chunk == root { return unsafe merge(root.pointee.left, root.pointee.right) }
    if unsafe chunk < root {
      unsafe root.pointee.left = removing(chunk, from: root.pointee.left)
    } else {
      unsafe root.pointee.right = removing(chunk, from: root.pointee.right)
    }
    return unsafe root
  }

  /// One tree of two, of which the first lies below the second.
  private static func merge(_ below: Self?, _ above: Self?) -> Self? {
    guard let below = unsafe below else { return unsafe above }
    guard let above = unsafe above else { return unsafe below }
    if unsafe below.priority > above.priority {
      unsafe below.pointee.right = merge(below.pointee.right, above)
      return unsafe below
    }
    unsafe above.pointee.left = merge(below, above.pointee.left)
    return unsafe above
  }
}

extension FreeListState {
  /// Enters a chunk into the tree.
  ///
  /// - Complexity: O(log chunks), expected.
  @usableFromInline
  mutating func enter(_ chunk: UnsafeMutablePointer<FreeListChunk>) {
    unsafe root = .inserting(chunk, into: root)
  }

  /// Takes a chunk out of the tree.
  ///
  /// - Complexity: O(log chunks), expected.
  mutating func leave(_ chunk: UnsafeMutablePointer<FreeListChunk>) {
    unsafe root = .removing(chunk, from: root)
  }

  /// The chunk that an address lies in the blocks of.
  ///
  /// - Complexity: O(log chunks), expected.
  @usableFromInline
  func chunk(holding address: UnsafeMutableRawPointer) -> UnsafeMutablePointer<FreeListChunk>? {
    var chunk = unsafe root
    while let current = unsafe chunk {
      if unsafe address >= UnsafeMutableRawPointer(current) {
        unsafe chunk = current.pointee.right
      } else if unsafe address < blocks(of: current) {
        unsafe chunk = current.pointee.left
      } else {
        return unsafe current
      }
    }
    return nil
  }

  /// The lowest chunk above another one, or the lowest of all.
  ///
  /// - Complexity: O(log chunks), expected.
  @usableFromInline
  func chunk(above lower: UnsafeMutablePointer<FreeListChunk>?) -> UnsafeMutablePointer<FreeListChunk>? {
    var (chunk, found) = unsafe (root, nil as UnsafeMutablePointer<FreeListChunk>?)
    while let current = unsafe chunk {
      if let lower = unsafe lower, unsafe current <= lower {
        unsafe chunk = current.pointee.right
      } else {
        unsafe found = unsafe current
        unsafe chunk = current.pointee.left
      }
    }
    return unsafe found
  }
}
