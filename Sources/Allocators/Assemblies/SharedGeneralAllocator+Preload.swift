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
    unsafe Self.take(byteCount: byteCount, alignment: alignment)
  }

  /// The same in two: from this thread's cache, `nil` when it is empty, and past it.
  @_spi(Preload)
  @inline(always)
  public func _takeCached(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    unsafe Self.takeCached(byteCount: byteCount, alignment: alignment)
  }
  @_spi(Preload)
  @inline(always)
  public func _takeSlowly(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    unsafe Self.takeSlowly(byteCount, alignment)
  }

  @_spi(Preload)
  @inline(always)
  public func _putCached(_ address: UnsafeMutableRawPointer) -> Bool { unsafe Magazines.ofThread.put(address) }
  @_spi(Preload)
  @inline(always)
  public func _putSlowly(_ address: UnsafeMutableRawPointer) { unsafe Self.putSlowly(address) }

  /// Resizes a small block within this thread's cache: where it stands, or by another block of the cache.
  @_spi(Preload)
  @inline(always)
  public func _exchangeCached(
    _ address: UnsafeMutableRawPointer, byteCount: Int, alignment: Int
  ) -> UnsafeMutableRawPointer? {
    guard unsafe UInt(bitPattern: byteCount) <= UInt(Magazines.largestByteCount) else { return nil }
    let rounded = (byteCount &+ alignment &- 1) & (0 &- alignment)
    return unsafe Magazines.ofThread.exchange(address, forByteCount: rounded)
  }

  /// The bytes that the block whose first byte is at `address` may use.
  @_spi(Preload)
  public func _capacity(at address: UnsafeMutableRawPointer) -> Int {
    guard let base = unsafe Self.caches?.base else { return 0 }
    return unsafe base.heap.capacity(at: address)
  }

  /// Moves the pages of a large block, where the source can.
  @_spi(Preload)
  public func _moveLarge(_ address: UnsafeMutableRawPointer, byteCount: Int) -> UnsafeMutableRawPointer? {
    guard unsafe byteCount > GeneralHeap<Source>.largestFitted else { return nil }
    return unsafe Self.caches?.base.moveLarge(address, byteCount: byteCount)
  }

  /// Holds all locks, so that a process can be forked.
  @_spi(Preload)
  public func _lock() {
    unsafe Self.caches.map {
      unsafe $0.lock(); unsafe $0.base.lock()
    }
  }
  @_spi(Preload)
  public func _unlock() {
    unsafe Self.caches.map {
      unsafe $0.base.unlock(); unsafe $0.unlock()
    }
  }
}
