import Foundation

/// How much memory of this process is resident and its own, as the kernel counts it page by page.
///
/// Read from `/proc/self/smaps_rollup`, which walks the page tables: `VmRSS` and `VmHWM` lag behind. The text is read
/// into memory of the system's, so that measuring asks nothing of the allocator that is measured.
@safe
public final class ResidentMemory {
  private let buffer: UnsafeMutableRawPointer
  private static let capacity = 8192

  /// Whether this system can say.
  static var isAvailable: Bool { unsafe access("/proc/self/smaps_rollup", R_OK) == 0 }

  init?() {
    let flags = MAP_PRIVATE | CInt(MAP_ANONYMOUS)
    let memory = unsafe mmap(nil, Self.capacity, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard Self.isAvailable, let memory = unsafe memory, unsafe memory != MAP_FAILED else { return nil }
    unsafe buffer = memory
    _ = unsafe memset(memory, 0, Self.capacity)
  }

  deinit { unsafe munmap(buffer, Self.capacity) }

  /// The bytes of anonymous memory that are resident now.
  func anonymousByteCount() -> Int {
    let descriptor = unsafe open("/proc/self/smaps_rollup", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    var length = 0
    while length < Self.capacity - 1 {
      let count = unsafe read(descriptor, buffer + length, Self.capacity - 1 - length)
      if count <= 0 { break }
      length += count
    }
    unsafe buffer.storeBytes(of: 0, toByteOffset: length, as: UInt8.self)
    guard let line = unsafe strstr(buffer.assumingMemoryBound(to: CChar.self), "\nAnonymous:") else { return 0 }
    return unsafe strtol(line + 11, nil, 10) * 1024
  }
}
