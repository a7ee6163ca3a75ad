import Allocators
import Foundation

/// Where each block of a replay lay, and when.
struct HeapMap {
  /// The allocator that placed the blocks.
  let allocator: String
  /// Two words, the number of blocks and the extent of their addresses in units of 16 bytes; then, for all blocks, their
  /// births, deaths, places in such units, and sizes in bytes: 32 bits each, compressed, as base64.
  let base64: String

  /// A block from its birth, or from a resize, to its death or the next.
  private struct Place {
    var birth: UInt32
    var death: UInt32
    var address: UInt
    var byteCount: Int
  }

  /// Replays the trace on the composition and notes where its blocks lie.
  init(_ trace: Trace, on composition: any Composition) throws {
    allocator = composition.name
    let places = try composition.make(over: SystemAllocator(), for: Cartographer(trace: trace))
    var words = [UInt32](repeating: 0, count: 2 + 4 * places.count)
    let (starts, span) = Self.compacted(places)
    words[0] = UInt32(places.count)
    words[1] = span
    for (index, place) in places.enumerated() {
      words[2 + index] = place.birth
      words[2 + places.count + index] = place.death
      words[2 + 2 * places.count + index] = starts[index]
      words[2 + 3 * places.count + index] = UInt32(clamping: place.byteCount)
    }
    let bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) } }
    base64 = Data(try Gzip.compress(bytes)).base64EncodedString()
  }

  /// The places in units of 16 bytes, where regions of pages that no block ever touched are left out.
  private static func compacted(_ places: [Place]) -> (starts: [UInt32], span: UInt32) {
    var starts = [UInt32](repeating: 0, count: places.count)
    var end: UInt = 0  // of the pages so far
    var base: UInt = 0  // what is subtracted from addresses
    for index in places.indices.sorted(by: { places[$0].address < places[$1].address }) {
      let place = places[index]
      let firstPage = place.address & ~4095
      if firstPage > end {
        base += firstPage - end
        end = firstPage
      }
      starts[index] = UInt32(clamping: (place.address - base) >> 4)
      end = max(end, (place.address + UInt(max(place.byteCount, 1)) + 4095) & ~4095)
    }
    return (starts, UInt32(clamping: (end - min(base, end)) >> 4))
  }

  private struct Cartographer: AllocatorVisitor {
    let trace: Trace

    func visit<A: Allocator & ~Copyable & ~Escapable>(_ allocator: borrowing A) -> [Place] {
      var places: [Place] = []
      var live = [Int?](repeating: nil, count: trace.slotCount)
      let table = SlotTable(count: trace.slotCount)
      for (index, event) in trace.events.enumerated() {
        let slot = Int(event.slot)
        let now = UInt32(truncatingIfNeeded: index + 1)
        _ = trace.withScript(table) { $0.replay(index..<index + 1, on: allocator) }
        if let place = live[slot] {
          // A block is live behind its birth, and no more behind its death.
          places[place].death = now
          live[slot] = nil
        }
        if event.kind != .free, let address = unsafe table.addresses[slot] {
          live[slot] = places.count
          places.append(
            Place(birth: now - 1, death: .max, address: UInt(bitPattern: address), byteCount: event.byteCount))
        }
      }
      trace.withScript(table) { $0.sweep(on: allocator) }
      return places
    }
  }
}
