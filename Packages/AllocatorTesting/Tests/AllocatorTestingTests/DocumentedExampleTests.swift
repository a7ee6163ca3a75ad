import AllocatorTesting
import Testing

/// The allocator of the README: small blocks are recycled, large ones are passed on; it has a bug.
struct RecyclingAllocator<Parent: Allocator>: ~Copyable, Allocator {
  @safe final class Bin {
    let parent: Parent
    @unsafe var addresses: [UnsafeMutableRawPointer] = unsafe []
    init(_ parent: Parent) { self.parent = parent }
    deinit {
      while let address = unsafe addresses.popLast() {
        unsafe parent.deallocate(Block(address: address, byteCount: 64, alignment: 16))
      }
    }
  }
  let bin: Bin
  init(parent: Parent) { bin = Bin(parent) }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard alignment <= 16 else { return nil }
    let recycled = unsafe byteCount <= 64 ? bin.addresses.popLast() : nil
    guard
      let address = unsafe recycled
        ?? bin.parent.allocateIfPossible(byteCount: max(byteCount, 64), alignment: 16)?.address
    else { return nil }
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) {
    if unsafe block.byteCount <= 64 { return unsafe bin.addresses.append(block.address) }
    unsafe bin.parent.deallocate(Block(address: block.address, byteCount: block.byteCount, alignment: 16))
  }
  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    guard unsafe byteCount <= block.byteCount else { return false }
    unsafe block.byteCount = byteCount
    return true
  }
  borrowing func supports(alignment: Int) -> Bool { alignment <= 16 }
}

@Suite struct DocumentedExampleTests {
  @Test func theBugOfTheReadmeIsCaughtByTheScriptOfTheReadme() throws {
    let report = examineAllocator(.maximumAlignment(16)) { memory in RecyclingAllocator(parent: memory) }
    let violation = try #require(report.violations.first)
    #expect(violation.law == 18)
    #expect(
      violation.script.map { "\($0)" } == [
        ".allocate(0, byteCount: 65, alignment: 1)", ".resize(0, byteCount: 1)",
      ])
  }
}
