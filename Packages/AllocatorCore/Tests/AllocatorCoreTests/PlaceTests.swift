import AllocatorCore
import Testing

/// Values far larger than a thread's stack: that they can be made at all shows that they were never on it.
@Suite struct PlaceTests {
  let system = SystemAllocator()

  /// 8 MB and 64 MB of 64-byte elements.
  typealias Large = InlineArray<131_072, SIMD8<Int64>>
  typealias Huge = InlineArray<1_048_576, SIMD8<Int64>>

  @Test func `eight megabytes are initialized element by element`() throws {
    var box = try system.makeBox(of: Large.self) { place in
      place.initializeElements { span in
        for index in 0..<Large.count { span.append(SIMD8(repeating: Int64(index))) }
      }
    }
    #expect(box.value[0][0] == 0 && box.value[Large.count - 1][7] == Int64(Large.count - 1))
    box.value[5][3] = -1
    #expect(box.value[5] == [5, 5, 5, -1, 5, 5, 5, 5])
  }

  @Test func `sixty four megabytes are initialized element by element`() throws {
    let box = try system.makeBox(of: Huge.self) { place in
      place.initializeElements { span in
        for index in 0..<Huge.count { span.append(SIMD8(repeating: Int64(index))) }
      }
    }
    #expect(box.value[0][0] == 0 && box.value[Huge.count - 1][7] == Int64(Huge.count - 1))
  }

  @Test func `sixty four megabytes are initialized through a pointer`() throws {
    struct Frame {
      var number: Int
      var pixels: Huge
    }
    let box = try system.makeBox(of: Frame.self) { place in
      unsafe place.initialize { frame in
        unsafe UnsafeMutableRawPointer(frame).initializeMemory(
          as: UInt8.self, repeating: 3, count: MemoryLayout<Frame>.size)
        unsafe frame.pointee.number = 12
      }
    }
    #expect(box.value.number == 12)
    unsafe #expect(box.block.bytes.last == 3)
  }

  @Test func `sixty four megabytes are zeroed`() throws {
    let box = try system.makeBox(of: Huge.self) { place in unsafe place.initializeToZero() }
    #expect(box.value[0] == .zero && box.value[Huge.count - 1] == .zero)
  }

  @Test func `a small value can be moved in`() throws {
    let destructions = Counter()
    do {
      let box = try system.makeBox(of: Token.self) { place in
        let before = place.isInitialized
        place.initialize(to: Token(4, destructions: destructions))
        let after = place.isInitialized
        #expect(!before && after)
      }
      #expect(box.value.number == 4)
      #expect(destructions.count == 0)
    }
    #expect(destructions.count == 1)
  }

  @Test func `an initializer that throws returns the memory`() throws {
    let log = CallLog()
    let memory = Spy(log: log).shared()
    #expect(throws: Unrelated.self) { _ = try memory.makeBox(of: Int.self) { _ in throw Unrelated() } }
    #expect(log.calls == ["allocate 16 8", "deallocate 16 8"])
  }

  @Test func `an initializer that throws too late loses nothing`() throws {
    let log = CallLog()
    let memory = Spy(log: log).shared()
    let destructions = Counter()
    #expect(throws: Unrelated.self) {
      _ = try memory.makeBox(of: Token.self) { place in
        place.initialize(to: Token(destructions: destructions))
        throw Unrelated()
      }
    }
    #expect(destructions.count == 1)
    #expect(log.calls == ["allocate 24 8", "deallocate 24 8"])
  }

  @Test func `an array of which some elements were made destroys them`() throws {
    let log = CallLog()
    let memory = Spy(log: log).shared()
    let destructions = Counter()
    #expect(throws: Unrelated.self) {
      _ = try memory.makeBox(of: InlineArray<10, Token>.self) { place in
        try place.initializeElements { span throws in
          for number in 0..<4 { span.append(Token(number, destructions: destructions)) }
          throw Unrelated()
        }
      }
    }
    #expect(destructions.count == 4)
    #expect(log.calls == ["allocate 168 8", "deallocate 168 8"])
  }

  @Test func `what has no room is not initialized`() throws {
    let memory = Spy(log: CallLog(), refuses: true).shared()
    var calls = 0
    #expect(throws: AllocationError.outOfMemory) {
      _ = try memory.makeBox(of: Int.self) { place in
        calls += 1
        place.initialize(to: 1)
      }
    }
    #expect(calls == 0)
  }

  @Test func `a place left uninitialized stops the program`() async {
    await #expect(processExitsWith: .failure) { _ = try SystemAllocator().makeBox(of: Int.self) { _ in } }
  }

  @Test func `a place initialized twice stops the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = try SystemAllocator().makeBox(of: Int.self) { place in
        place.initialize(to: 1)
        place.initialize(to: 2)
      }
    }
  }

  @Test func `an array with too few elements stops the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = try SystemAllocator().makeBox(of: InlineArray<3, Int>.self) { place in
        place.initializeElements { span in span.append(1) }
      }
    }
  }
}
