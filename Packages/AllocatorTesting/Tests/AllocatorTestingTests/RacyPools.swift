import AllocatorTesting

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A pool whose free list is an array of numbers, with a lock, with none, or with one that is forgotten while a block
/// changes its size. Its indices stay within the array whatever happens.
@safe
struct RacyPool: Allocator, ~Copyable {
  enum Defect { case none, hasNoLock, movesWithoutItsLock }

  static let count = 128
  let defect: Defect
  let parent: TestMemory
  @unsafe let base: Block
  private let free: UnsafeMutablePointer<Int>
  private let freeCount: UnsafeMutablePointer<Int>
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  init(_ defect: Defect, parent: TestMemory) throws(AllocationError) {
    self.defect = defect
    self.parent = parent
    unsafe base = try unsafe parent.allocate(byteCount: 64 * Self.count, alignment: 64)
    unsafe free = .allocate(capacity: Self.count)
    for index in 0..<Self.count { unsafe free[index] = index }
    unsafe freeCount = .allocate(capacity: 1)
    unsafe freeCount.pointee = Self.count
    unsafe mutex = .allocate(capacity: 1)
    unsafe pthread_mutex_init(mutex, nil)
  }

  deinit {
    unsafe parent.deallocate(base)
    unsafe free.deallocate()
    unsafe freeCount.deallocate()
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
  }

  private borrowing func locked<Result>(_ body: () -> Result) -> Result {
    if defect == .hasNoLock { return body() }
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body()
  }

  private borrowing func take() -> Int? {
    let count = unsafe freeCount.pointee
    guard count > 0 else { return nil }
    let index = unsafe free[count - 1]
    unsafe freeCount.pointee = count - 1
    return index
  }

  private borrowing func put(_ index: Int) {
    let count = unsafe min(freeCount.pointee, Self.count - 1)
    unsafe free[count] = index
    unsafe freeCount.pointee = count + 1
  }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard byteCount <= 64, alignment <= 64, let index = locked({ take() }) else { return nil }
    return unsafe Block(address: base.address + 64 * index, byteCount: byteCount, alignment: alignment)
  }

  borrowing func deallocate(_ block: Block) {
    let index = unsafe (block.address - base.address) / 64
    locked { put(index) }
  }

  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    guard unsafe byteCount <= block.byteCount else { return false }
    unsafe block.byteCount = byteCount
    return true
  }

  borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe resize(&block, byteCount: byteCount) { return true }
    guard byteCount <= 64, let index = defect == .none ? locked({ take() }) : take() else { return false }
    let address = unsafe base.address + 64 * index
    unsafe address.copyMemory(from: block.address, byteCount: block.byteCount)
    let old = unsafe (block.address - base.address) / 64
    if defect == .none { locked { put(old) } } else { put(old) }
    unsafe block = unsafe Block(address: address, byteCount: byteCount, alignment: block.alignment)
    return true
  }

  borrowing func supports(byteCount: Int, alignment: Int) -> Bool { alignment <= 64 }
}
