// What stops a release build only where the trait `Hardened` arrives: a block is freed twice. `scripts/test-consumers`
// builds and runs it for each way of depending on the library.
import FreeListAllocator

let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
let block = try pool.allocate(byteCount: 64, alignment: 8)
pool.deallocate(block)
pool.deallocate(block)
