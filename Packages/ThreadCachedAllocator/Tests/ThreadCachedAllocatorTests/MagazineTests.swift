import Synchronization
import Testing
import ThreadCachedAllocator

/// Magazines for blocks of four pages: the first two of 32 bytes, the third of 64, the fourth of none.
@safe
struct PagedMagazines: ~Copyable {
  let pages: UnsafeMutableRawPointer
  let kinds: UnsafeMutablePointer<UInt8>
  let memory: UnsafeMutableRawPointer
  let magazines: Magazines

  init() {
    unsafe pages = .allocate(byteCount: 4 * 4096, alignment: 4096)
    unsafe kinds = .allocate(capacity: 4)
    let small = unsafe UInt8(Magazines.index(for: 32))
    let large = unsafe UInt8(Magazines.index(for: 64))
    for (page, kind) in [small, small, large, 45].enumerated() { unsafe kinds[page] = kind }
    unsafe memory = .allocate(byteCount: Magazines.byteCount, alignment: 16)
    unsafe magazines = Magazines(
      making: memory, magazineByteCount: 256,
      pages: MagazinePages(base: UInt(bitPattern: pages), byteLimit: 4 * 4096, kinds: kinds))
  }
  deinit {
    unsafe pages.deallocate()
    unsafe kinds.deallocate()
    unsafe memory.deallocate()
  }
}

@Suite struct MagazineTests {
  @Test func `a block is exchanged for one of another class, with what it holds`() throws {
    let paged = PagedMagazines()
    let small = unsafe paged.pages + 4096 + 32
    let large = unsafe paged.pages + 2 * 4096 + 64
    unsafe small.initializeMemory(as: UInt8.self, repeating: 7, count: 32)
    #expect(unsafe paged.magazines.put(large))
    #expect(unsafe paged.magazines.exchange(small, forByteCount: 48) == nil, "no block of 48 bytes is there")
    #expect(unsafe paged.magazines.exchange(small, forByteCount: 64) == large)
    for index in 0..<32 { #expect(unsafe large.load(fromByteOffset: index, as: UInt8.self) == 7) }
    // And back, of which the first half stays.
    unsafe large.initializeMemory(as: UInt8.self, repeating: 9, count: 64)
    #expect(unsafe paged.magazines.exchange(large, forByteCount: 32) == small)
    for index in 0..<32 { #expect(unsafe small.load(fromByteOffset: index, as: UInt8.self) == 9) }
  }

  @Test func `a block stays where it is within its class`() {
    let paged = PagedMagazines()
    let small = unsafe paged.pages + 32
    #expect(unsafe paged.magazines.exchange(small, forByteCount: 25) == small)
    #expect(unsafe paged.magazines.exchange(small, forByteCount: 24) == nil)
  }

  @Test
  func `neither foreign addresses nor pages without a class are exchanged, nor blocks of a full magazine's class`() {
    let paged = PagedMagazines()
    let foreign = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)
    defer { unsafe foreign.deallocate() }
    #expect(unsafe paged.magazines.put(paged.pages + 2 * 4096))
    #expect(unsafe paged.magazines.exchange(foreign, forByteCount: 64) == nil)
    #expect(unsafe paged.magazines.exchange(paged.pages + 3 * 4096, forByteCount: 64) == nil)
    for index in 0..<8 { #expect(unsafe paged.magazines.put(paged.pages + index * 32)) }
    #expect(unsafe paged.magazines.exchange(paged.pages + 4096, forByteCount: 64) == nil)
    #expect(unsafe paged.magazines.take(Magazines.index(for: 64)) == paged.pages + 2 * 4096)
  }

  /// What a base keeps for each thread: a word.
  struct KeepingBase: BlockListAllocator {
    let began: SharedCount
    let emptied: SharedCount

    static var threadByteCount: Int { 8 }
    func beginThread(_ memory: UnsafeMutableRawPointer) {
      unsafe memory.storeBytes(of: 42, as: Int.self)
      began.value.add(1, ordering: .relaxed)
    }
    func emptyThread(_ memory: UnsafeMutableRawPointer) {
      #expect(unsafe memory.load(as: Int.self) == 42)
      emptied.value.add(1, ordering: .relaxed)
    }
    func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }
    func deallocate(_ block: Block) { unsafe SystemAllocator().deallocate(block) }
    func allocateList(_ index: Int, count: Int) -> (head: UnsafeMutableRawPointer?, count: Int) {
      unsafe BlockLists(SystemAllocator()).allocateList(index, count: count)
    }
    func deallocateList(_ index: Int, _ head: UnsafeMutableRawPointer?, count: Int) {
      unsafe BlockLists(SystemAllocator()).deallocateList(index, head, count: count)
    }
  }
  final class SharedCount: Sendable { let value = Atomic(0) }

  @Test func `what a base keeps for a thread begins with the thread's cache, and is emptied when the thread ends`()
    throws
  {
    let base = KeepingBase(began: SharedCount(), emptied: SharedCount())
    let slot = try #require(ThreadSlots.claim())
    let made = unsafe ThreadCaches.make(base, magazineByteCount: 256, byteCount: 1 << 20)
    guard let caches = unsafe made else { throw AllocationError.outOfMemory }
    nonisolated(unsafe) let state = unsafe caches.address
    for _ in 0..<3 {
      TestThread {
        let caches = unsafe ThreadCaches<KeepingBase>(at: state)
        let address = unsafe caches.allocate(64, slot: slot)!
        unsafe caches.deallocate(address, index: Magazines.index(for: 64), slot: slot)
      }.join()
    }
    #expect(base.began.value.load(ordering: .relaxed) == 3)
    #expect(base.emptied.value.load(ordering: .relaxed) == 3)
    ThreadSlots.relinquish(slot)
    unsafe caches.emptyDepot()
    unsafe caches.destroy()
  }
}
