import AllocatorTesting
import Foundation
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
  borrowing func supports(byteCount: Int, alignment: Int) -> Bool { alignment <= 16 }
}

@Suite struct DocumentedExampleTests {
  @Test(arguments: ["README.md", "Sources/AllocatorTesting/AllocatorTesting.docc/AllocatorTesting.md"])
  func `the documentation shows what the kit prints`(_ file: String) throws {
    let here = URL(filePath: #filePath)
    let package = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: package.appending(path: file), encoding: .utf8)
    let example = try String(contentsOf: here, encoding: .utf8).split(separator: "\n\n@Suite")[0]
    let allocator = try #require(example.range(of: "struct Recycling")).lowerBound
    #expect(text.contains(example[allocator...]), "the example's source differs")
    let report = examineAllocator(.maximumAlignment(16)) { memory in RecyclingAllocator(parent: memory) }
    let printed = report.description.replacing(/at 0x[0-9a-f]+,/, with: "at 0x…,")
    #expect(text.replacing(/at 0x[0-9a-f]+,/, with: "at 0x…,").contains("```\n\(printed)\n```"), "\(report)")
    #expect(report.violations.first?.script.count == 2)
  }
}
