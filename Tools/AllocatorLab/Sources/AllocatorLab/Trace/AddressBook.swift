/// Turns calls about addresses into events about slots: what the readers of recordings share that know blocks by where
/// they lie.
struct AddressBook {
  var builder: TraceBuilder
  private var slots: [UInt: Int] = [:]
  private var spareSlots: [Int] = []
  private var slotCount = 0
  /// Whether an address may be allocated again that is live: the recorder did not see every free.
  let forgivesUnseenFrees: Bool

  init(_ builder: TraceBuilder, forgivesUnseenFrees: Bool) {
    self.builder = builder
    self.forgivesUnseenFrees = forgivesUnseenFrees
  }

  /// A block is born at `address`.
  mutating func allocate(_ address: UInt, byteCount: Int, alignment: Int = 16, isZeroed: Bool = false)
    throws(TraceError)
  {
    guard address != 0 else { return }  // the program was refused
    if slots[address] != nil {
      guard forgivesUnseenFrees else {
        throw builder.error("address 0x\(String(address, radix: 16)) is allocated again while it is live")
      }
      try free(address)
      builder.leaveOut()
    }
    let slot: Int
    if let spare = spareSlots.popLast() {
      slot = spare
    } else {
      slot = slotCount
      slotCount += 1
    }
    try builder.allocate(
      slot: slot, byteCount: byteCount, alignment: alignment, isZeroed: isZeroed, name: Self.name(address))
    slots[address] = slot
  }

  /// The block at `address` dies; one that is not known is older than the recording.
  mutating func free(_ address: UInt) throws(TraceError) {
    guard address != 0 else { return }
    guard let slot = slots.removeValue(forKey: address) else { return builder.leaveOut() }
    try builder.free(slot: slot, name: Self.name(address))
    spareSlots.append(slot)
  }

  /// A resize begins: the address may be given to others from here on.
  ///
  /// - Returns: The block's slot; `nil` when it is older than the recording.
  mutating func beginResize(_ address: UInt) -> Int? {
    let slot = slots.removeValue(forKey: address)
    if slot == nil { builder.leaveOut() }
    return slot
  }

  /// The resize of the block in `slot` ends at `address`, which is zero when it was a free.
  mutating func endResize(_ slot: Int?, address: UInt, byteCount: Int) throws(TraceError) {
    guard let slot else { return try allocate(address, byteCount: byteCount) }
    guard address != 0, byteCount > 0 else {
      try builder.free(slot: slot, name: "a block")
      spareSlots.append(slot)
      return try allocate(address, byteCount: byteCount)
    }
    if slots[address] != nil {
      guard forgivesUnseenFrees else {
        throw builder.error("address 0x\(String(address, radix: 16)) is given to a resize while it is live")
      }
      try free(address)
      builder.leaveOut()
    }
    try builder.resize(slot: slot, byteCount: byteCount, name: Self.name(address))
    slots[address] = slot
  }

  /// The resize was refused: the block is as it was.
  mutating func abandonResize(_ slot: Int?, address: UInt) {
    if let slot { slots[address] = slot }
  }

  private static func name(_ address: UInt) -> String { "the block at 0x\(String(address, radix: 16))" }
}
