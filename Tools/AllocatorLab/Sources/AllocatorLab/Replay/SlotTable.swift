import Foundation

/// Where the live blocks of a replay are: one address a slot.
///
/// The memory is the system's, not `malloc`'s, and is touched before anything is measured.
@safe
public final class SlotTable {
  let addresses: UnsafeMutableBufferPointer<UnsafeMutableRawPointer?>
  private let byteCount: Int

  public init(count: Int) {
    byteCount = unsafe max(1, count * MemoryLayout<UnsafeMutableRawPointer?>.stride)
    let flags = MAP_PRIVATE | CInt(MAP_ANONYMOUS)
    let memory = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
      fatalError("there is no memory for a table of \(count) addresses")
    }
    unsafe addresses = UnsafeMutableBufferPointer(
      start: memory.bindMemory(to: UnsafeMutableRawPointer?.self, capacity: count), count: count)
    unsafe addresses.initialize(repeating: nil)
  }

  deinit {
    if let start = unsafe addresses.baseAddress { unsafe munmap(start, byteCount) }
  }

  func clear() { unsafe addresses.update(repeating: nil) }
}
