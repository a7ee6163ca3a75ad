public import AllocatorCore
public import SlabAllocator
public import ThreadCachedAllocator

/// A ``GeneralHeap`` behind a lock, without magazines: what thread caches are filled from.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
@unsafe
@frozen
@usableFromInline
struct SharedHeap<Source: PageSource & ~Copyable>: @unsafe Allocator, @unchecked Sendable {
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
  func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    let rounded = unsafe GeneralHeap<Source>.roundedByteCount(byteCount, alignment: alignment)
    let index = unsafe Magazines.index(for: rounded)
    return unsafe locked {
      var taken = 0
      while taken < count {
        let list = unsafe heap.slabs.take(index, count &- taken)
        if unsafe list.count == 0 { break }
        unsafe taken &+= list.count
        var next = unsafe list.head
        while let address = unsafe next {
          unsafe next = unsafe address.load(as: UnsafeMutableRawPointer?.self)
          unsafe body(Block(address: address, byteCount: byteCount, alignment: alignment))
        }
      }
      return taken
    }
  }

  @inlinable
  func deallocateBlocks(count: Int, _ next: () -> Block) {
    unsafe locked {
      for _ in 0..<count {
        let address = unsafe next().address
        unsafe address.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
        _ = unsafe heap.slabs.give(heap.runs.sizeClass(of: address), address, 1)
      }
    }
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
  func releaseUnused() -> Int { unsafe locked { unsafe heap.runs.releaseAll() } }
}
