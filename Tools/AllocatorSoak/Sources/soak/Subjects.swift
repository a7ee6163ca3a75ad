import Allocators

/// A shared allocator under test, and what may be asked of it.
@safe
struct Subject: Sendable {
  let name: String
  let allocator: AnySendableAllocator
  /// The largest request, in bytes; and the strictest alignment.
  var largest = 1 << 18
  var alignment = 1 << 13
  /// Whether it may refuse, because its room is bounded.
  var refuses = false
  /// Deallocation by the first byte of a block, and by any.
  var deallocateAt: (@Sendable (UnsafeMutableRawPointer) -> Void)?
  var deallocateContaining: (@Sendable (UnsafeRawPointer) -> Void)?

  init(_ name: String, _ allocator: consuming some Allocator & Sendable & ~Copyable) {
    self.name = name
    self.allocator = AnySendableAllocator(allocator)
  }
}

/// The shared general allocator, which lives as long as the program, and allocators that are destroyed with their array.
func makeSubjects() throws(AllocationError) -> [Subject] {
  let memory = GeneralAllocator.shared
  var shared = Subject("shared", memory)
  unsafe shared.deallocateAt = { unsafe memory.deallocate(at: $0) }
  unsafe shared.deallocateContaining = { unsafe memory.deallocate(containing: $0) }

  let heap = LockedAllocator(try GeneralAllocator(byteCount: 1 << 30)).shared()
  var general = Subject("general.locked()", heap)
  unsafe general.deallocateContaining = { unsafe heap.deallocate(containing: $0) }

  let slabs = LockedAllocator(
    try SlabAllocator(byteCount: 64 << 20, committing: 1 << 16, source: try ReservedRegion(byteCount: 66 << 20)))
  var locked = Subject("slabs.locked()", slabs)
  locked.refuses = true

  var pool = Subject(
    "shared pool", try SharedFreeListAllocator(blockByteCount: 192, blockCount: 3000, parent: memory))
  (pool.largest, pool.alignment, pool.refuses) = (192, 16, true)
  let messages = try SharedFreeListAllocator(blockByteCount: 64, blockCount: 500, parent: memory)
  let growing = LockedAllocator(
    try FreeListAllocator(blockByteCount: 512, blockCount: 16, growth: .doubling, parent: memory))
  var blocks = Subject("pool.locked()", growing)
  (blocks.largest, blocks.alignment) = (512, 16)

  return [
    shared, shared, general, locked, pool, blocks,
    Subject("shared.cached()", try ThreadCachedAllocator(memory, magazineByteCount: 1024, byteCount: 1 << 18)),
    Subject(
      "tlsf.locked().cached()",
      try ThreadCachedAllocator(
        LockedAllocator(try TLSFAllocator(byteCount: 1 << 16, growth: .doubling, parent: SystemAllocator())))),
    Subject("shared pool.fallback(to: shared)", messages.fallback(to: memory)),
  ]
}
