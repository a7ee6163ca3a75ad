import ScopedAllocator
import Testing

#if DEBUG || HARDENED
  @Suite struct MisuseTests {
    private func expect(
      _ result: ExitTest.Result?, toSay words: String..., location: SourceLocation = #_sourceLocation
    ) {
      let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      for word in words { #expect(text.contains(word), "\(text)", sourceLocation: location) }
    }

    @Test func `an arena destroyed while its blocks live stops`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let arena = try ScopedAllocator(byteCount: 1024)
        _ = try unsafe arena.allocate(byteCount: 24, alignment: 8)
        _ = try unsafe arena.allocate(byteCount: 48, alignment: 8)
      }
      expect(result, toSay: "ScopedAllocator was destroyed while 2 of its blocks are live", "first has 24 bytes")
    }

    @Test func `a scope closed while its boxes live stops`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var arena = try ScopedAllocator(byteCount: 1024)
        var outer = arena.scope()
        var kept = try outer.make(1)
        do {
          let inner = outer.scope()
          kept = try inner.make(2)  // a known hole: the compiler accepts the assignment
        }
        print(kept.value)
      }
      expect(result, toSay: "a scope of a ScopedAllocator was closed while 1 of its values is live", "8 bytes")
    }

    @Test func `values that attempts keep count in the scope around them, the oldest first`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var arena = try ScopedAllocator(byteCount: 1024)
        var outer = arena.scope()
        var first = try outer.make(UInt16(1))
        var second = try outer.make(1)
        var third = try outer.make(1)
        do {
          var scope = outer.scope()
          first = try scope.make(UInt16(2))
          try scope.attempt { (attempt: inout Scope) throws in
            second = try attempt.make(2)
            // One value comes to one, and then two come to one.
            try attempt.attempt { (nested: inout Scope) throws in third = try nested.make(2) }
          }
        }
        print(first.value, second.value, third.value)
      }
      expect(result, toSay: "closed while 3 of its values are live", "first has 2 bytes")
    }

    @Test func `a box of a handle that outlives the scope stops`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var kept: AllocatedBox<Int, BorrowedScope>? = nil
        do {
          var arena = try ScopedAllocator(byteCount: 1024)
          var scope = arena.scope()
          kept = try scope.borrowed().makeBox(2)
        }
        if let kept { print(kept.value) }
      }
      expect(result, toSay: "closed while 1 of its values is live")
    }

    @Test func `double and foreign frees and wrong sizes stop`() async {
      let double = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let arena = try ScopedAllocator(byteCount: 1024)
        let block = try unsafe arena.allocate(byteCount: 24, alignment: 8)
        _ = try unsafe arena.allocate(byteCount: 24, alignment: 8)
        unsafe arena.deallocate(block)
        unsafe arena.deallocate(block)
      }
      expect(double, toSay: "ScopedAllocator was asked to deallocate 24 bytes", "freed before")
      let foreign = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let arena = try ScopedAllocator(byteCount: 1024)
        let block = try unsafe SystemAllocator().allocate(byteCount: 24, alignment: 8)
        unsafe arena.deallocate(block)
      }
      expect(foreign, toSay: "foreign")
      let wrong = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let arena = try ScopedAllocator(byteCount: 1024)
        var block = try unsafe arena.allocate(byteCount: 24, alignment: 8)
        unsafe block.byteCount = 25
        unsafe arena.deallocate(block)
      }
      expect(wrong, toSay: "wrong size", "it allocated 24 bytes")
    }

    @Test func `growing an array in an inner scope stops`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var arena = try ScopedAllocator(byteCount: 1024)
        var other = try ScopedAllocator(byteCount: 1024)
        let scope = arena.scope()
        let otherScope = other.scope()
        var array = try scope.makeArray(of: Int.self, capacity: 1)
        try array.reserveCapacity(10, in: otherScope)
      }
      expect(result, toSay: "grown in another scope than its own")
    }
  }
#endif
