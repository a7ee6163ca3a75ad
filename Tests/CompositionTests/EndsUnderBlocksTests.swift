import Allocators
import Testing

/// An owner whose reset, replacement and end stop the program, in every build, while a block of it is live.
private protocol Ending: BlockOwner, ~Copyable {
  init(forTests: Void) throws
  mutating func reset()
}

extension ScopedAllocator: Ending where Parent == SystemAllocator {
  fileprivate init(forTests: Void) throws { try self.init(byteCount: 65_536) }
  fileprivate mutating func reset() { reset(keepingCapacity: true) }
}
extension PackedAllocator: Ending where Parent == SystemAllocator {
  fileprivate init(forTests: Void) throws { try self.init(byteCount: 65_536) }
}
extension FreeListAllocator: Ending where Parent == SystemAllocator {
  fileprivate init(forTests: Void) throws { try self.init(blockByteCount: 4096, blockCount: 16) }
  fileprivate mutating func reset() { reset(keepingCapacity: true) }
}
extension BitmapAllocator: Ending where Parent == SystemAllocator {
  fileprivate init(forTests: Void) throws { try self.init(cellByteCount: 16, cellCount: 4096) }
}
extension BuddyAllocator: Ending where Parent == SystemAllocator {
  fileprivate init(forTests: Void) throws { try self.init(unitByteCount: 16, unitCount: 4096) }
}
extension SlabAllocator: Ending where Source == PageAllocator {
  fileprivate init(forTests: Void) throws { try self.init(byteCount: 1 << 20, source: PageAllocator()) }
  fileprivate mutating func reset() {}
}
extension GeneralAllocator: Ending where Source == ReservedRegion {
  fileprivate init(forTests: Void) throws { try self.init(byteCount: 1 << 26) }
  fileprivate mutating func reset() {}
}
extension SharedFreeListAllocator: Ending where Parent == SystemAllocator {
  fileprivate init(forTests: Void) throws { try self.init(blockByteCount: 4096, blockCount: 16) }
  fileprivate mutating func reset() {}
}
extension TLSFAllocator: Ending where Parent == SystemAllocator {
  fileprivate init(forTests: Void) throws { try self.init(byteCount: 65_536) }
}

/// What holds memory of an owner when that ends.
private enum Value: Int, CaseIterable, Codable {
  case box, array, dictionary, string, slots, raw
}

/// How it ends.
private enum End: Int, CaseIterable, Codable {
  case reset, replaced, consumed
}

/// The compiler sees no use of the values below after the owner has ended: to it, being destroyed is none.
private func end<Owner: Ending & ~Copyable>(_ type: Owner.Type, under value: Value, by end: End) throws {
  var owner = try Owner(forTests: ())
  // One block that comes and goes, so that not only the first one is seen.
  do { _ = try owner.borrowed().makeBox(0) }
  func finish(_ owner: inout Owner) throws {
    switch end {
    case .reset: owner.reset()
    case .replaced: owner = try Owner(forTests: ())
    case .consumed:
      let next = try Owner(forTests: ())
      _ = consume owner
      owner = next
    }
  }
  switch value {
  case .box:
    let box = try owner.borrowed().makeBox("a text that is long enough for the heap")
    _ = box.value.count
    try finish(&owner)
  case .array:
    var array = try owner.borrowed().makeArray(of: Int.self)
    try array.append(1)
    try finish(&owner)
  case .dictionary:
    var table = try owner.borrowed().makeDictionary(from: Int.self, to: Int.self)
    _ = try table.updateValue(1, forKey: 1)
    try finish(&owner)
  case .string:
    let text = try owner.borrowed().makeString("a text")
    _ = text.byteCount
    try finish(&owner)
  case .slots:
    var slots = try owner.borrowed().makeSlots(of: Int.self)
    _ = try slots.insert(1)
    try finish(&owner)
  case .raw:
    let block = try unsafe owner.allocate(byteCount: 24, alignment: 8)
    try finish(&owner)
    unsafe owner.deallocate(block)
  }
}

private enum Kind: Int, CaseIterable, Codable {
  case arena, packed, pool, bitmap, buddy, tlsf
  // These cannot be reset.
  case slabs, general, shared

  func end(under value: Value, by end: End) throws {
    switch self {
    case .arena: try CompositionTests.end(ScopedAllocator<SystemAllocator>.self, under: value, by: end)
    case .packed: try CompositionTests.end(PackedAllocator<SystemAllocator>.self, under: value, by: end)
    case .pool: try CompositionTests.end(FreeListAllocator<SystemAllocator>.self, under: value, by: end)
    case .bitmap: try CompositionTests.end(BitmapAllocator<SystemAllocator>.self, under: value, by: end)
    case .buddy: try CompositionTests.end(BuddyAllocator<SystemAllocator>.self, under: value, by: end)
    case .tlsf: try CompositionTests.end(TLSFAllocator<SystemAllocator>.self, under: value, by: end)
    case .slabs: try CompositionTests.end(SlabAllocator<PageAllocator>.self, under: value, by: end)
    case .general: try CompositionTests.end(GeneralAllocator<ReservedRegion>.self, under: value, by: end)
    case .shared: try CompositionTests.end(SharedFreeListAllocator<SystemAllocator>.self, under: value, by: end)
    }
  }
}

@Suite struct EndsUnderBlocksTests {
  @Test func `an owner that ends while a block of it is live stops the program`() async {
    for kind in 0..<9 {
      for end in (kind < 6 ? 0 : 1)..<3 {  // each kind with each end, each value with each end
        let value = (kind + 2 * end) % 6
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
          [kind = kind as Int, value = value as Int, end = end as Int] in
          if let kind = Kind(rawValue: kind), let value = Value(rawValue: value), let end = End(rawValue: end) {
            try kind.end(under: value, by: end)
          }
        }
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        let event = end == 0 ? "was reset" : "was destroyed"
        #expect(text.contains(event) && text.contains("live"), "\(kind), \(value), \(end): \(text)")
      }
    }
  }

  @Test func `an owner whose blocks were returned is reset and ends`() throws {
    func use<Owner: Ending & ~Copyable>(_ type: Owner.Type) throws {
      var owner = try Owner(forTests: ())
      for _ in 0..<3 {
        do {
          var array = try owner.borrowed().makeArray(of: Int.self)
          for number in 0..<50 { try array.append(number) }
          let count = array.count
          #expect(count == 50)
        }
        do {
          let box = try owner.borrowed().makeBox("a text that is long enough for the heap")
          let count = box.value.count
          #expect(count > 16)
        }
        owner.reset()
      }
    }
    try use(ScopedAllocator<SystemAllocator>.self)
    try use(PackedAllocator<SystemAllocator>.self)
    try use(FreeListAllocator<SystemAllocator>.self)
    try use(BitmapAllocator<SystemAllocator>.self)
    try use(BuddyAllocator<SystemAllocator>.self)
    try use(TLSFAllocator<SystemAllocator>.self)
    try use(SlabAllocator<PageAllocator>.self)
    try use(GeneralAllocator<ReservedRegion>.self)
    try use(SharedFreeListAllocator<SystemAllocator>.self)
  }

  @Test func `a general allocator whose blocks of all sizes were returned ends`() throws {
    for seed in 1...8 {
      var random = UInt64(seed)
      let heap = try GeneralAllocator(byteCount: 1 << 28)
      var blocks = unsafe [Block]()
      for _ in 0..<2000 {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let byteCount = Int(random >> 33) % (1 << (1 + Int(random >> 60)))
        unsafe blocks.append(try heap.allocate(byteCount: byteCount, alignment: 1 << Int(random >> 40 & 7)))
        if random >> 50 & 1 == 1 {
          let index = unsafe Int(random >> 20 & 0xFFFF) % blocks.count
          unsafe blocks.swapAt(index, blocks.count - 1)
          unsafe heap.deallocate(blocks.removeLast())
        }
      }
      while unsafe !blocks.isEmpty { unsafe heap.deallocate(blocks.removeLast()) }
    }
  }
}
