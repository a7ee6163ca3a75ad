// What a Swift program has today for memory, each as the smallest thing that can carry the workloads' blocks.

/// Memory of the runtime, by hand.
struct Pointers {
  @inline(always)
  func make(byteCount: Int) -> UnsafeMutableRawPointer { .allocate(byteCount: byteCount, alignment: 16) }
  @inline(always)
  func end(_ pointer: UnsafeMutableRawPointer) { pointer.deallocate() }
}

/// A class instance with three words.
final class Small {
  var first: UInt64
  var second: UInt64 = 0
  var third: UInt64 = 0
  init(_ first: UInt64) { self.first = first }
}

/// A class instance with 64 bytes.
final class Medium {
  var words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
  init(_ first: UInt64) { words = (first, 0, 0, 0, 0, 0, 0, 0) }
}

/// Bytes behind a class header.
final class Bytes: ManagedBuffer<Int, UInt8> {
  @inline(always)
  static func make(byteCount: Int) -> ManagedBuffer<Int, UInt8> {
    Bytes.create(minimumCapacity: byteCount) { _ in byteCount }
  }
}

extension ManagedBuffer<Int, UInt8> {
  @inline(always)
  var address: UnsafeMutableRawPointer { withUnsafeMutablePointerToElements { UnsafeMutableRawPointer($0) } }
}

/// The arena that parsers write for themselves: a class with an array of slabs and a cursor, raw pointers out.
final class ClassArena {
  private let slabByteCount: Int
  private var slabs: [UnsafeMutableRawBufferPointer] = []
  private var cursor: UnsafeMutableRawPointer
  private var end: UnsafeMutableRawPointer

  init(slabByteCount: Int) {
    self.slabByteCount = slabByteCount
    let slab = UnsafeMutableRawBufferPointer.allocate(byteCount: slabByteCount, alignment: 64)
    slab.initializeMemory(as: UInt8.self, repeating: 1)
    slabs.append(slab)
    cursor = slab.baseAddress!
    end = cursor + slab.count
  }

  deinit {
    for slab in slabs { slab.deallocate() }
  }

  func allocate(byteCount: Int, alignment: Int) -> UnsafeMutableRawBufferPointer {
    let start = cursor.alignedUp(toMultipleOf: alignment)
    if start + byteCount > end { return allocateInNewSlab(byteCount: byteCount, alignment: alignment) }
    cursor = start + byteCount
    return UnsafeMutableRawBufferPointer(start: start, count: byteCount)
  }

  @inline(never)
  private func allocateInNewSlab(byteCount: Int, alignment: Int) -> UnsafeMutableRawBufferPointer {
    slabs.append(.allocate(byteCount: max(slabByteCount, byteCount), alignment: max(alignment, 64)))
    cursor = slabs[slabs.count - 1].baseAddress! + byteCount
    end = slabs[slabs.count - 1].baseAddress! + slabs[slabs.count - 1].count
    return UnsafeMutableRawBufferPointer(start: slabs[slabs.count - 1].baseAddress, count: byteCount)
  }

  func reset() {
    for slab in slabs.dropFirst() { slab.deallocate() }
    slabs.removeLast(slabs.count - 1)
    cursor = slabs[0].baseAddress!
    end = cursor + slabs[0].count
  }
}
