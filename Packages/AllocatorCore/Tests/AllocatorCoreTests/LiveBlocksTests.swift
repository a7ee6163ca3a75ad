import AllocatorCore
import Testing

/// A block at an address that nothing is read from.
private func block(at address: UInt = 0x1000, byteCount: Int = 24, alignment: Int = 8) -> Block {
  unsafe Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: byteCount, alignment: alignment)
}

#if DEBUG || HARDENED
  @Suite struct LiveBlocksTests {
    @Test func `counts what is live`() {
      let live = LiveBlocks()
      unsafe live.insert(block())
      unsafe live.insert(block(at: 0x2000))
      #expect(live.count == 2)
      unsafe live.remove(block(), of: "Pool", isOwned: true)
      #expect(live.count == 1)
      live.removeAll()
      #expect(live.count == 0)
      live.expectNone(of: "Pool")
    }

    @Test func `follows a block that changes its size`() {
      let live = LiveBlocks()
      unsafe live.insert(block())
      unsafe live.check(block(), of: "Pool", isOwned: true)
      unsafe live.update(block(byteCount: 48))
      unsafe live.check(block(byteCount: 48), of: "Pool", isOwned: true)
      unsafe live.remove(block(byteCount: 48), of: "Pool", isOwned: true)
      #expect(live.count == 0)
    }

    @Test func `a capacity leads to the block that was asked for, and a foreign block to itself`() {
      let live = LiveBlocks()
      unsafe live.insert(block(byteCount: 20, alignment: 2))
      let found = unsafe live.recorded(block(byteCount: 64, alignment: 64))
      unsafe #expect(found == block(byteCount: 20, alignment: 2))
      let foreign = unsafe live.recorded(block(at: 0x2000, byteCount: 64))
      unsafe #expect(foreign == block(at: 0x2000, byteCount: 64))
    }

    @Test func `blocks come and go in any order`() {
      let seed = UInt64.random(in: 0...UInt64.max)
      var generator = SeededGenerator(seed: seed)
      let live = LiveBlocks()
      var addresses: [UInt] = []
      for step in 1...4000 {
        let choice = Int.random(in: 0..<1 << 30, using: &generator)
        if addresses.isEmpty || (choice % 3 != 0 && step < 2500) {
          // Strides and neighbors that make a bad hash collide.
          let address = 0x1000 + UInt(choice / 3 % 64) * 8 + UInt(step) * 4096
          addresses.append(address)
          unsafe live.insert(block(at: address, byteCount: step))
          unsafe live.check(block(at: address, byteCount: step), of: "Pool", isOwned: true)
          unsafe live.update(block(at: address))
        } else {
          let address = addresses.remove(at: choice % addresses.count)
          unsafe live.remove(block(at: address), of: "Pool", isOwned: true)
        }
        #expect(live.count == addresses.count, "seed \(seed)")
      }
      for address in addresses { unsafe live.check(block(at: address), of: "Pool", isOwned: true) }
      live.removeAll()
      live.expectNone(of: "Pool")
    }

    @Test func `whether a block is owned is asked for the message only`() {
      let live = LiveBlocks()
      var questionCount = 0
      func isOwned() -> Bool {
        questionCount += 1
        return true
      }
      unsafe live.insert(block())
      unsafe live.check(block(), of: "Pool", isOwned: isOwned())
      unsafe live.remove(block(), of: "Pool", isOwned: isOwned())
      #expect(questionCount == 0)
    }

    @Test func `a double free stops the program`() async throws {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let live = LiveBlocks()
        unsafe live.insert(block())
        unsafe live.remove(block(), of: "Pool", isOwned: true)
        unsafe live.remove(block(), of: "Pool", isOwned: true)
      }
      result?.expectMessage("Pool was asked to deallocate 24 bytes at 0x1000, aligned to 8", "it was freed before")
    }

    @Test func `a foreign block stops the program`() async throws {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let live = LiveBlocks()
        unsafe live.insert(block())
        unsafe live.remove(block(at: 0x3000), of: "Pool", isOwned: false)
      }
      result?.expectMessage("Pool was asked to deallocate 24 bytes at 0x3000", "it did not come from this allocator")
    }

    @Test func `a wrong size stops the program`() async throws {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let live = LiveBlocks()
        unsafe live.insert(block())
        unsafe live.remove(block(byteCount: 25), of: "Pool", isOwned: true)
      }
      result?.expectMessage("deallocate 25 bytes", "wrong size or alignment", "it allocated 24 bytes, aligned to 8")
    }

    @Test func `a wrong alignment stops the program`() async throws {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let live = LiveBlocks()
        unsafe live.insert(block())
        unsafe live.check(block(alignment: 16), of: "Pool", isOwned: true)
      }
      result?.expectMessage("Pool was asked to resize", "aligned to 16", "it allocated 24 bytes, aligned to 8")
    }

    @Test func `a live block stops the program when its owner is destroyed`() async throws {
      let one = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let live = LiveBlocks()
        unsafe live.insert(block())
        live.expectNone(of: "Pool")
      }
      one?.expectMessage("Pool was destroyed while 1 of its blocks is live", "the first has 24 bytes at 0x1000")
      let three = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let live = LiveBlocks()
        unsafe live.insert(block(at: 0x9000, byteCount: 7))
        unsafe live.insert(block(at: 0x1000))
        unsafe live.insert(block(at: 0x2000))
        live.expectNone(of: "Arena", event: "was reset")
      }
      three?.expectMessage("Arena was reset while 3 of its blocks are live", "the first has 7 bytes at 0x9000")
    }
  }
#else
  @Suite struct LiveBlocksTests {
    @Test func `costs nothing in optimized builds`() {
      #expect(MemoryLayout<LiveBlocks>.size == 0)
      let live = LiveBlocks()
      unsafe live.remove(block(), of: "Pool", isOwned: false)
      live.expectNone(of: "Pool")
    }
  }
#endif

@Suite struct MisuseTests {
  @Test func `stopping says why, in every build`() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _stop("the pool was given \(3) blocks too many")
    }
    result?.expectMessage("the pool was given 3 blocks too many")
  }
}
