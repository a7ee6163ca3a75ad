import AllocatorTesting
import PageAllocator
import ScopedAllocator

let pageChecks: [Check] = [pagesAreWholeAndZeroed, pagesKeepTheLaws, lockedPagesAreRefused]

@Sendable private func pagesAreWholeAndZeroed(_ e: inout Expectations) throws(AllocationError) {
  let page = PageAllocator.pageByteCount
  let block = try unsafe PageAllocator().allocateZeroed(byteCount: page + 1, alignment: 16)
  unsafe e.expect(UInt(bitPattern: block.address) % UInt(page) == 0)
  unsafe e.expect(block.bytes.allSatisfy { $0 == 0 })
  unsafe PageAllocator().deallocate(block)
  let arena = try ScopedAllocator(byteCount: page, growth: .doubling, parent: PageAllocator())
  e.expect(arena.capacity >= page)
}

@Sendable private func pagesKeepTheLaws(_ e: inout Expectations) throws(AllocationError) {
  // The kit asks for hundreds of blocks at once, and a page of WebAssembly is large: its whole memory would not do.
  if PageAllocator.pageByteCount > 4096 { return }
  e.expect(
    examineAllocator(.growsInPlace, options: LawOptions(walkCount: 2, stepCount: 100)) { PageAllocator() }.passed)
}

@Sendable private func lockedPagesAreRefused(_ e: inout Expectations) throws(AllocationError) {
  unsafe e.expect(PageAllocator(options: .locked).allocateIfPossible(byteCount: 1, alignment: 1) == nil)
}
