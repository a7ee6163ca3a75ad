import Allocators

#if canImport(Glibc)
  import Glibc
#endif

// What a type promises by its conformances; the overload is chosen when compiling.
func ownsBlocks<A: Allocator & ~Copyable>(_: A.Type) -> Bool { false }
func ownsBlocks<A: BlockOwner & ~Copyable>(_: A.Type) -> Bool { true }
func locatesBlocks<A: Allocator & ~Copyable>(_: A.Type) -> Bool { false }
func locatesBlocks<A: BlockLocator & ~Copyable>(_: A.Type) -> Bool { true }
func resets<A: Allocator & ~Copyable>(_: A.Type) -> Bool { false }
func resets<A: ResettableAllocator & ~Copyable>(_: A.Type) -> Bool { true }
func isThreadSafe<A: Allocator & ~Copyable>(_: A.Type) -> Bool { false }
func isThreadSafe<A: Allocator & Sendable & ~Copyable>(_: A.Type) -> Bool { true }

/// In which order an allocator uses freed memory again, found out by trying.
enum Reclamation: String {
  case inAnyOrder = "in any order"
  case lastFirst = "last in, first out"
  case atItsEnd = "at its end"
  case never = "–"

  init(of memory: borrowing some Allocator & ~Copyable) {
    var addresses: Set<UInt> = []
    var older: Block?
    for _ in 0..<300 {
      guard let block = unsafe memory.allocateIfPossible(byteCount: 64, alignment: 8) else { break }
      unsafe addresses.insert(UInt(bitPattern: block.address))
      if let block = unsafe older { unsafe memory.deallocate(block) }
      unsafe older = unsafe block
    }
    if let block = unsafe older { unsafe memory.deallocate(block) }
    if addresses.isEmpty {
      self = .never
      return
    }
    // Windows of two blocks: three places are enough, some more for what other threads do.
    if addresses.count < 100 {
      self = .inAnyOrder
      return
    }
    addresses = []
    for _ in 0..<300 {
      guard let block = unsafe memory.allocateIfPossible(byteCount: 64, alignment: 8) else { break }
      unsafe addresses.insert(UInt(bitPattern: block.address))
      unsafe memory.deallocate(block)
    }
    self = addresses.count < 100 ? .lastFirst : .atItsEnd
  }
}

/// Whether some block grows where it is.
func growsInPlace(_ memory: borrowing some Allocator & ~Copyable) -> Bool {
  for byteCount in [1, 17, 60, 100, 1000, 5000] {
    guard var block = unsafe memory.allocateIfPossible(byteCount: byteCount, alignment: 8) else { continue }
    let grows = unsafe memory.resize(&block, byteCount: byteCount + 1)
    unsafe memory.deallocate(block)
    if grows { return true }
  }
  return false
}

/// Whether a large zeroed block, the first one of its allocator, is not written to.
func zeroesForFree(_ memory: borrowing some Allocator & ~Copyable, byteCount: Int) -> Bool? {
  #if os(Linux) && canImport(Glibc)
    guard let block = unsafe memory.allocateZeroedIfPossible(byteCount: byteCount, alignment: 16) else { return nil }
    defer { unsafe memory.deallocate(block) }
    // Whole pages within the block; those that nobody wrote to have no memory.
    let pageByteCount = 4096
    let offset = unsafe (0 &- Int(bitPattern: block.address)) & (pageByteCount - 1)
    let pageCount = (byteCount - offset) / pageByteCount
    var isResident = [UInt8](repeating: 0, count: pageCount)
    let result = unsafe isResident.withUnsafeMutableBufferPointer {
      unsafe mincore(block.address + offset, pageCount * pageByteCount, $0.baseAddress)
    }
    return result == 0 && isResident.count(where: { $0 & 1 == 1 }) < pageCount / 4
  #else
    return nil
  #endif
}
