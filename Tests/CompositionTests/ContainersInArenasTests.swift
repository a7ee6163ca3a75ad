import Allocators
import Testing

@Suite struct ContainersInArenasTests {
  /// Notes how many values are live.
  final class Balance { var live = 0 }

  struct Weighed: ~Copyable {
    let number: Int
    let balance: Balance
    init(_ number: Int, _ balance: Balance) {
      self.number = number
      self.balance = balance
      balance.live += 1
    }
    deinit { balance.live -= 1 }
  }

  @Test func `every container lives in an arena, and returns its blocks`() throws {
    let balance = Balance()
    var arena = try ScopedAllocator(byteCount: 1 << 12, growth: .doubling)
    do {
      let memory = arena.borrowed()
      var array = try memory.makeArray(of: Weighed.self)
      var dictionary = try memory.makeDictionary(from: Int.self, to: Weighed.self)
      var slots = try memory.makeSlots(of: Weighed.self)
      var set = try memory.makeSet(of: Int.self)
      var text = try memory.makeString()
      var handles: [SlotHandle<Weighed>] = []
      for number in 0..<500 {
        try array.append(Weighed(number, balance))
        try dictionary.updateValue(Weighed(number, balance), forKey: number)
        handles.append(try slots.insert(Weighed(number, balance)))
        try set.insert(number % 50)
        try text.append("\(number),")
      }
      #expect(balance.live == 1500)
      for number in 0..<500 {
        let (first, second) = (array[number].number, slots[handles[number]].number)
        let third = dictionary.withValue(forKey: number) { $0.number }
        #expect(first == number && second == number && third == number)
      }
      let (count, words) = (set.count, String(copying: text))
      #expect(count == 50 && words == (0..<500).map { "\($0)," }.joined())
    }
    // The arena stops the program here in debug builds if a block is live still.
    #expect(balance.live == 0)
    arena.reset()
    let allocated = arena.allocatedByteCount
    #expect(allocated == 0)
  }

  @Test func `an array grows in place in an arena`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    do {
      var array = try arena.borrowed().makeArray(of: Int.self)
      for number in 0..<400 { try array.append(number) }
      let (last, capacity) = (array[399], array.capacity)
      #expect(last == 399 && capacity >= 400)
    }
    let peak = arena.peakByteCount
    #expect(peak <= 512 * 8, "moving it would have left its former places behind")
  }

  @Test func `a full arena returns the element`() throws {
    let balance = Balance()
    var arena = try ScopedAllocator(byteCount: 256)
    do {
      var array = try arena.borrowed().makeArray(of: Weighed.self)
      var rejected: Int?
      for number in 0..<100 where rejected == nil {
        switch array.store(Weighed(number, balance)) {
        case .stored: break
        case .rejected(let value, _): rejected = value.number
        }
      }
      let count = array.count
      #expect(rejected == count && balance.live == count && count >= 8)
    }
    #expect(balance.live == 0)
  }

  @Test func `a shared arena lives as long as its containers`() throws {
    var words: AllocatedArray<Int, SharedAllocator<ScopedAllocator<SystemAllocator>>>
    do {
      let memory = try ScopedAllocator(byteCount: 1024, growth: .doubling).shared()
      words = try memory.makeArray(of: Int.self)
    }
    for number in 0..<1000 { try words.append(number) }
    let last = words[999]
    #expect(last == 999)
  }
}
