import AllocatorCore
@_spi(Preload) import Allocators
import PreloadShim

typealias Address = UnsafeMutableRawPointer

@inline(always)
var memory: SharedGeneralAllocator<MappedPages> { SharedGeneralAllocator() }

@c(preload_start)
func start() { _ = memory.releaseUnused() }
@c(preload_before_fork)
func beforeFork() { memory._lock() }
@c(preload_after_fork)
func afterFork() { memory._unlock() }

/// Blocks of 16 bytes and more are aligned to 16, smaller ones to 8, which no smaller object needs more of.
@inline(always)
func allocate(_ byteCount: Int) -> Address? {
  guard _fastPath(byteCount >= 0) else { return nil }
  return memory._take(byteCount: byteCount, alignment: 16)
}

@inline(never)
func refuse() -> Address? {
  preload_out_of_memory()
  return nil
}

@inline(never)
func allocateSlowly(_ byteCount: Int) -> Address? {
  guard byteCount >= 0 else { return refuse() }
  return memory._takeSlowly(byteCount: byteCount, alignment: 16) ?? refuse()
}

@c(preload_malloc)
func preloadMalloc(_ byteCount: Int) -> Address? {
  if let address = memory._takeCached(byteCount: byteCount, alignment: 16) { return address }
  return allocateSlowly(byteCount)
}

@c(preload_free)
func preloadFree(_ address: Address?) {
  // Nothing lies at null, so that its page has no magazine.
  let address = unsafeBitCast(address, to: Address.self)
  if memory._putCached(address) { return }
  freeSlowly(address)
}

@inline(never)
func freeSlowly(_ address: Address) {
  if UInt(bitPattern: address) != 0 { memory._putSlowly(address) }
}

@c(preload_calloc)
func preloadCalloc(_ count: Int, _ byteCount: Int) -> Address? {
  let (whole, overflow) = count.multipliedReportingOverflow(by: byteCount)
  guard !overflow, let address = allocate(whole) else { return refuse() }
  preload_zero(address, whole)
  return address
}

@c(preload_malloc_usable_size)
func preloadUsableSize(_ address: Address?) -> Int {
  guard let address else { return 0 }
  return memory._capacity(at: address)
}

@c(preload_realloc)
func preloadRealloc(_ address: Address?, _ byteCount: Int) -> Address? {
  guard let address else { return preloadMalloc(byteCount) }
  if byteCount == 0 {
    memory.deallocate(at: address)
    return nil
  }
  return memory._exchangeCached(address, byteCount: byteCount, alignment: 16) ?? reallocSlowly(address, byteCount)
}

@inline(never)
func reallocSlowly(_ address: Address, _ byteCount: Int) -> Address? {
  guard byteCount > 0 else { return refuse() }
  let capacity = memory._capacity(at: address)
  var block = Block(address: address, byteCount: capacity, alignment: 8)
  if capacity <= 1024 {
    // Of a class of eights, which only a strict alignment leads to.
    if capacity & 8 != 0 && byteCount <= capacity && memory.goodByteCount(for: byteCount, alignment: 16) == capacity {
      return address
    }
  } else if byteCount > 1024 && memory.resize(&block, byteCount: byteCount) {
    return address
  } else if let moved = memory._moveLarge(address, byteCount: byteCount) {
    return moved
  }
  guard let copy = allocate(byteCount) else { return refuse() }
  preload_copy(copy, address, min(capacity, byteCount))
  memory.deallocate(at: address)
  return copy
}

@c(preload_reallocarray)
func preloadReallocArray(_ address: Address?, _ count: Int, _ byteCount: Int) -> Address? {
  let (whole, overflow) = count.multipliedReportingOverflow(by: byteCount)
  return overflow ? refuse() : preloadRealloc(address, whole)
}

@inline(never)
func aligned(_ alignment: Int, _ byteCount: Int) -> Address? {
  guard byteCount >= 0, alignment > 0, alignment & (alignment - 1) == 0 else { return nil }
  return memory._take(byteCount: byteCount, alignment: max(alignment, 16))
}
@c(preload_memalign)
func preloadMemalign(_ alignment: Int, _ byteCount: Int) -> Address? { aligned(alignment, byteCount) ?? refuse() }
@c(preload_aligned_alloc)
func preloadAlignedAlloc(_ alignment: Int, _ byteCount: Int) -> Address? { aligned(alignment, byteCount) ?? refuse() }
@c(preload_posix_memalign)
func preloadPosixMemalign(_ result: UnsafeMutablePointer<Address?>, _ alignment: Int, _ byteCount: Int) -> Int32 {
  guard alignment >= 8, alignment & (alignment - 1) == 0 else { return 22 }
  guard let address = aligned(alignment, byteCount) else { return 12 }
  result.pointee = address
  return 0
}
