internal import AllocatorCore
internal import SlabAllocator
public import ThreadCachedAllocator

// What a replacement of `malloc` needs beside the allocator's own operations: `Benchmarks/Preload` is one.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension SharedGeneralAllocator where Source: ~Copyable {
  /// Allocates, and returns the address alone.
  @_spi(Preload)
  @inline(always)
  public func _take(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    Self.take(byteCount: byteCount, alignment: alignment)
  }

  /// The bytes that the block whose first byte is at `address` may use.
  @_spi(Preload)
  public func _capacity(at address: UnsafeMutableRawPointer) -> Int {
    guard let base = Self.caches?.base else { return 0 }
    return base.heap.capacity(at: address)
  }

  /// Moves the pages of a large block, where the source can.
  @_spi(Preload)
  public func _moveLarge(_ address: UnsafeMutableRawPointer, byteCount: Int) -> UnsafeMutableRawPointer? {
    guard byteCount > GeneralHeap<Source>.largestFitted else { return nil }
    return Self.caches?.base.moveLarge(address, byteCount: byteCount)
  }

  /// Holds all locks, so that a process can be forked.
  @_spi(Preload)
  public func _lock() {
    Self.caches.map {
      $0.lock(); $0.base.lock()
    }
  }
  @_spi(Preload)
  public func _unlock() {
    Self.caches.map {
      $0.base.unlock(); $0.unlock()
    }
  }
}
