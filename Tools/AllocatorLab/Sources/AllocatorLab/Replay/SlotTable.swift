/// Where the live blocks of a replay are: one address a slot.
@safe
public final class SlotTable {
  let addresses: UnsafeMutableBufferPointer<UnsafeMutableRawPointer?>

  public init(count: Int) {
    unsafe addresses = .allocate(capacity: count)
    unsafe addresses.initialize(repeating: nil)
  }

  deinit { unsafe addresses.deallocate() }

  func clear() { unsafe addresses.update(repeating: nil) }
}
