public import AllocatorCore
public import SlabAllocator
public import ThreadCachedAllocator

/// A ``GeneralHeap`` behind a lock, without magazines: what thread caches are filled from.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
@unsafe
@frozen
@usableFromInline
struct SharedHeap<Source: PageSource & ~Copyable>: @unsafe BlockListAllocator, @unchecked Sendable {
  @usableFromInline let heap: GeneralHeap<Source>
  @inlinable init(_ heap: GeneralHeap<Source>) { unsafe self.heap = unsafe heap }

  @inlinable var mutex: UnsafeMutablePointer<CacheLock> {
    unsafe (heap.runs.extraState + GeneralHeap<Source>.lockOffset).assumingMemoryBound(to: CacheLock.self)
  }
  @inlinable func lock() { unsafe mutex.pointee.lock() }
  @inlinable func unlock() { unsafe mutex.pointee.unlock() }
  @inlinable func locked<Result>(_ body: () -> Result) -> Result {
    unsafe lock()
    defer { unsafe unlock() }
    return body()
  }

  @inlinable
  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    let rounded = unsafe GeneralHeap<Source>.roundedByteCount(byteCount, alignment: alignment)
    let address = unsafe locked {
      unsafe rounded <= Magazines.largestByteCount
        ? heap.slabs.take(Magazines.index(for: rounded), 1).head
        : heap.allocateLarge(byteCount: byteCount, alignment: alignment)
    }
    guard let address = unsafe address else { return nil }
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  @inlinable
  func deallocate(_ block: Block) { unsafe deallocate(at: block.address) }

  @inlinable
  func deallocate(at address: UnsafeMutableRawPointer) {
    let index = unsafe heap.runs.sizeClass(of: address)
    unsafe locked {
      guard index != 0 else { return unsafe heap.deallocateLarge(address) }
      unsafe address.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
      _ = unsafe heap.slabs.give(index, address, 1)
    }
  }

  @inlinable
  func allocateList(_ index: Int, count: Int) -> (head: UnsafeMutableRawPointer?, count: Int) {
    unsafe lock()
    let list = unsafe heap.slabs.takeList(index, count)
    unsafe unlock()
    return unsafe list
  }

  @inlinable
  func deallocateList(_ index: Int, _ head: UnsafeMutableRawPointer?, count: Int) {
    unsafe lock()
    _ = unsafe heap.slabs.give(index, head, count)
    unsafe unlock()
  }

  // Blocks that are not small, without a look at what they are first.
  @inlinable
  func allocateLarge(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    unsafe lock()
    let address = unsafe heap.allocateLarge(byteCount: byteCount, alignment: alignment)
    unsafe unlock()
    return unsafe address
  }
  @inlinable
  func deallocateLarge(_ address: UnsafeMutableRawPointer) {
    unsafe lock()
    unsafe heap.deallocateLarge(address)
    unsafe unlock()
  }
  /// A fitted block that a thread's quick blocks refused.
  @inlinable
  func deallocateFitted(_ address: UnsafeMutableRawPointer, makingRoomIn quick: QuickBlocks?) {
    unsafe lock()
    if let quick = unsafe quick {
      unsafe heap.fitted.deallocate(address, makingRoomIn: quick)
    } else {
      unsafe heap.fitted.deallocate(address)
    }
    unsafe unlock()
  }

  // Each thread has quick blocks of its own.
  @inlinable static var threadByteCount: Int { unsafe QuickBlocks.byteCount }
  @inlinable static var threadLimit: Int { unsafe QuickBlocks.limit }
  @inlinable
  func beginThread(_ memory: UnsafeMutableRawPointer) { unsafe QuickBlocks(at: memory).make() }
  @inlinable
  func emptyThread(_ memory: UnsafeMutableRawPointer) {
    unsafe lock()
    unsafe heap.fitted.empty(QuickBlocks(at: memory))
    unsafe unlock()
  }

  @inlinable
  func resize(_ block: inout Block, byteCount: Int) -> Bool {
    let address = unsafe block.address
    let isLarge = unsafe heap.runs.sizeClass(of: address) == 0
    guard isLarge, unsafe locked({ unsafe heap.resizeLarge(address, byteCount: byteCount) }) else { return false }
    unsafe block.byteCount = byteCount
    return true
  }

  /// Moves the pages of a large block, where the source can.
  @inlinable
  func moveLarge(_ address: UnsafeMutableRawPointer, byteCount: Int) -> UnsafeMutableRawPointer? {
    unsafe locked { unsafe heap.moveLarge(address, byteCount: byteCount) }
  }

  @discardableResult
  @inlinable
  func releaseUnused() -> Int {
    unsafe locked { unsafe heap.runs.releaseAll() }
  }
}
