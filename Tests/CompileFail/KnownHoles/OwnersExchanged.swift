import Allocators

// Two pools change places while a box of each lives that nothing uses any more. Each returns its memory to the other pool.
func ownersExchanged() throws {
  var one = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  var other = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  let first = try one.borrowed().makeBox(1)
  let second = try other.borrowed().makeBox(2)
  print(first.value, second.value)
  swap(&one, &other)
}
