/// A parent for allocators under test: it remembers every block, can fail on demand, and can be hostile.
///
/// The kit passes one to the closure that makes the allocator. Whatever is drawn from it is surrounded by guard bytes,
/// and must come back exactly once, with the size and alignment it has. Its memory comes from `SystemAllocator`.
///
/// It is a copyable handle; all copies are the same memory. A lock makes it safe to use from several threads. While the
/// kit checks an allocator that declares ``AllocatorTrait/threadSafe``, it looks instead whether two threads come at
/// once, since that allocator has to see to it that they do not.
///
/// Each operation takes a lock, and is O(blocks that it remembers + bytes that it fills or looks at) unless it says
/// otherwise.
@safe
public struct TestMemory: BlockOwner {
  let state: TestMemoryState

  /// Fresh memory, as hostile as asked for.
  ///
  /// - Complexity: O(1).
  public init(_ hostility: Hostility = []) { state = TestMemoryState(hostility) }

  /// Fresh memory for an allocator that has more than one parent: law 29 counts its bytes with those of `memory`, which
  /// the kit passed to the closure.
  ///
  /// - Complexity: O(1).
  public init(beside memory: TestMemory) {
    let state = TestMemoryState([])
    self.state = state
    memory.state.guarded { $0.companions.append(state) }
  }

  /// Ways in which a parent keeps its promises and yet breaks allocators that rely on more.
  ///
  /// Each operation is O(1) unless it says otherwise.
  public struct Hostility: OptionSet, Sendable, CustomStringConvertible {
    public var rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Addresses are aligned as asked and never more: odd ones for alignment one.
    public static let oddAddresses = Hostility(rawValue: 1)
    /// An address that was allocated is never allocated again.
    public static let neverReuses = Hostility(rawValue: 2)
    /// Each block lies below the one before it.
    public static let descending = Hostility(rawValue: 4)
    /// `resize` succeeds only when the size stays as it is, and to shrink needs memory.
    public static let refusesResize = Hostility(rawValue: 8)
    /// Freed memory is overwritten at once, and checked for later writes.
    public static let poisonsFreed = Hostility(rawValue: 16)

    /// The hostility in Swift.
    public var description: String {
      var names = ""
      func add(_ name: StaticString, _ part: Hostility) {
        if contains(part) { names += names.isEmpty ? ".\(name)" : ", .\(name)" }
      }
      add("oddAddresses", .oddAddresses)
      add("neverReuses", .neverReuses)
      add("descending", .descending)
      add("refusesResize", .refusesResize)
      add("poisonsFreed", .poisonsFreed)
      return "[" + names + "]"
    }
  }

  /// How many blocks are out.
  public var liveBlockCount: Int { state.guarded { $0.liveCount } }
  /// How many bytes are out, as they were asked for.
  public var liveByteCount: Int { state.guarded { $0.liveByteCount } }
  /// How many bytes are out, with those of the memories beside this one.
  var wholeLiveByteCount: Int { state.wholeLiveByteCount }
  /// How many requests were made, granted or not.
  public var requestCount: Int { state.guarded { $0.requestCount } }
  /// What was done wrong with the memory first: a double free, a wrong size, a guard byte overwritten; `nil` when
  /// nothing was.
  public var misuse: String? { state.guarded { $0.misuse } }

  /// Makes the `number`th request from now on fail, counted from one, and no other.
  ///
  /// - Complexity: O(1).
  public func failRequest(_ number: Int) { state.guarded { $0.failingRequest = $0.requestCount + number } }

  /// Makes every request fail, or none.
  public var refusesEverything: Bool {
    get { state.guarded { $0.refusesEverything } }
    nonmutating set { state.guarded { $0.refusesEverything = newValue } }
  }

  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    return unsafe state.allocate(byteCount: byteCount, alignment: alignment)
  }

  public borrowing func deallocate(_ block: Block) { unsafe state.deallocate(block) }

  /// Shrinks always, and grows to a multiple of 16 bytes.
  ///
  /// - Complexity: O(log blocks + bytes that it fills or looks at).
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe state.resize(&block, byteCount: byteCount)
  }

  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    if state.hostility.contains(.refusesResize) { return byteCount }
    return SizeArithmetic.roundedUp(byteCount, toMultipleOf: 16) ?? byteCount
  }

  /// Whether the block lies in a live block of this memory.
  ///
  /// - Complexity: O(log blocks).
  public borrowing func owns(_ block: Block) -> Bool { unsafe state.owns(block) }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      Explanation(
        "TestMemory", capabilities: state.hostility.contains(.refusesResize) ? [.owns] : [.owns, .resizesInPlace],
        figures: [("live", liveBlockCount)])
    }
  #endif
}

// Its state is reached under a lock, or by those who look whether they are alone.
extension TestMemory: @unchecked Sendable {}

/// A piece of the system's memory with one block in its middle.
struct TestMemoryEntry {
  var address: UInt
  var byteCount: Int
  var alignment: Int
  var isLive = true
  /// What the system allocated, unless the block was carved from a region.
  var base: UInt?
  var baseByteCount: Int

  /// How far the block may grow: guards begin behind it.
  var room: Int
}
