#if !os(Windows)
  import PageAllocator
  import Testing

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Darwin)
    import Darwin
  #endif

  /// A path of its own for each test, which removes the file when it ends.
  struct TemporaryFile: ~Copyable {
    let path: String
    init(_ name: String) { path = "/tmp/swift-allocators-\(getpid())-\(name).region" }
    deinit { unsafe unlink(path) }
  }

  /// A list in a file: each node holds a number and the offset of the next node, zero for none.
  struct Node {
    var number: Int
    var next: Int
  }

  func writeList(_ count: Int, to region: borrowing FileRegion) throws {
    var next = 0
    for number in 0..<count {
      let block = try region.take(MemoryLayout<Node>.size)
      unsafe block.block.address.initializeMemory(as: Node.self, to: Node(number: number, next: next))
      next = unsafe region.offset(of: block.block.address)
    }
    region.rootOffset = next
  }

  func readList(_ region: borrowing FileRegion) -> [Int] {
    var numbers: [Int] = []
    var offset = region.rootOffset ?? 0
    while offset != 0 {
      let node = unsafe region.address(at: offset).load(as: Node.self)
      numbers.append(node.number)
      offset = node.next
    }
    return numbers
  }

  /// What the other process does; it hears of the file by a variable of its environment.
  enum OtherProcess {
    static let variable = "SWIFT_ALLOCATORS_FILE_REGION"

    static func read() throws {
      let words = unsafe String(cString: getenv(variable)).split(separator: " ")
      guard let address = UInt(words[0]) else { return }
      // The addresses that the first process has the file at are taken here.
      let taken = unsafe mmap(
        UnsafeMutableRawPointer(bitPattern: address), 1 << 17, PROT_NONE, CInt(MAP_PRIVATE) | CInt(MAP_ANON), -1, 0)
      let region = try FileRegion(opening: String(words[1]))
      precondition(unsafe UInt(bitPattern: region.address(at: 0)) != address)
      precondition(readList(region) == Array((0..<100).reversed()))
      region.rootOffset = nil
      precondition(unsafe taken != nil)
    }
  }

  @Suite struct FileRegionTests {
    @Test func `what one process wrote another reads at another address`() async throws {
      let file = TemporaryFile("processes")
      let region = try FileRegion(creating: file.path, byteCount: 1 << 16)
      try writeList(100, to: region)
      let address = unsafe UInt(bitPattern: region.address(at: 0))
      unsafe setenv(OtherProcess.variable, "\(address) \(file.path)", 1)
      await #expect(processExitsWith: .success) { try OtherProcess.read() }
      #expect(region.rootOffset == nil)
    }

    @Test func `two mappings of one file see each other's writes`() throws {
      let file = TemporaryFile("mappings")
      let writer = try FileRegion(creating: file.path, byteCount: 1 << 16)
      let reader = try FileRegion(opening: file.path)
      let addresses = unsafe [writer.address(at: 0), reader.address(at: 0)]
      unsafe #expect(addresses[0] != addresses[1])
      try writeList(10, to: writer)
      let numbers = readList(reader)
      #expect(numbers == Array((0..<10).reversed()) && reader.liveBlockCount == 10)
    }

    @Test func `a file in the place of a mapped one leaves that one whole`() throws {
      let file = TemporaryFile("replaced")
      let region = try FileRegion(creating: file.path, byteCount: 1 << 16)
      try writeList(10, to: region)
      let other = try FileRegion(creating: file.path, byteCount: 1)
      #expect(other.rootOffset == nil && other.liveBlockCount == 0)
      try writeList(1000, to: region)
      #expect(readList(region).count == 1000)
    }

    @Test func `blocks outlive the region that made them`() throws {
      let file = TemporaryFile("reopened")
      do {
        let region = try FileRegion(creating: file.path, byteCount: 1 << 16)
        try writeList(5, to: region)
        try region.flush()
      }
      let region = try FileRegion(opening: file.path)
      let numbers = readList(region)
      #expect(numbers == [4, 3, 2, 1, 0])
      let block = try region.take(16)
      let offset = unsafe region.offset(of: block.block.address)
      #expect(offset > region.rootOffset ?? 0)
      region.free(block)
    }

    @Test func `a file is used to its last byte`() throws {
      let file = TemporaryFile("full")
      let region = try FileRegion(creating: file.path, byteCount: 4 * page)
      #expect(region.fileByteCount == 5 * page && region.unusedByteCount == 4 * page)
      let first = try region.take(page)
      let rest = try region.take(3 * page)
      rest.fill(1)
      #expect(throws: AllocationError.outOfMemory) { _ = try region.take(1) }
      region.free(rest)
      region.free(first)
      #expect(region.unusedByteCount == 4 * page)
    }

    @Test func `alignments above a page are refused, since no other process could keep them`() throws {
      let file = TemporaryFile("aligned")
      let region = try FileRegion(creating: file.path, byteCount: 64 * page)
      let block = try region.take(1, alignment: page)
      #expect(block.isAligned)
      #expect(throws: AllocationError.unsupportedAlignment) { _ = try region.take(1, alignment: 2 * page) }
      region.free(block)
    }

    @Test func `the newest block grows and its room is used again`() throws {
      let file = TemporaryFile("growth")
      let region = try FileRegion(creating: file.path, byteCount: 4 * page)
      var first = try region.take(10)
      var second = try region.take(10)
      #expect(!region.resize(&first, 17) && region.resize(&first, 16) && region.resize(&second, 2 * page))
      let address = second.address
      region.free(second)
      let third = try region.take(1)
      #expect(third.address == address)
      region.free(first)
      region.free(third)
      #expect(region.liveBlockCount == 0 && region.unusedByteCount == 4 * page)
    }

    @Test func `what is no region is not opened`() throws {
      let file = TemporaryFile("foreign")
      #expect(throws: FileRegionError.system(code: ENOENT)) { _ = try FileRegion(opening: file.path) }
      let descriptor = unsafe open(file.path, O_RDWR | O_CREAT, 0o600)
      #expect(throws: FileRegionError.notARegion) { _ = try FileRegion(opening: file.path) }
      ftruncate(descriptor, 1000)
      #expect(throws: FileRegionError.notARegion) { _ = try FileRegion(opening: file.path) }
      do { _ = try FileRegion(creating: file.path, byteCount: 4 * page) }
      unsafe truncate(file.path, off_t(2 * page))
      #expect(throws: FileRegionError.notARegion) { _ = try FileRegion(opening: file.path) }
      close(descriptor)
      #expect(throws: FileRegionError.system(code: ENOENT)) {
        _ = try FileRegion(creating: "/nowhere/at/all", byteCount: 1)
      }
      #expect(throws: FileRegionError.tooLarge) { _ = try FileRegion(creating: file.path, byteCount: .max) }
    }

    @Test func `decommitted pages of a block are zero, and other pages are not`() throws {
      let file = TemporaryFile("punched")
      let region = try FileRegion(creating: file.path, byteCount: 8 * page)
      let block = try region.take(4 * page, alignment: page)
      block.fill(7)
      region.decommit(block, page..<2 * page)
      let isCommitted = region.commit(block, page..<2 * page)
      #expect(isCommitted)
      #expect(block[0] == 7 && block[2 * page] == 7)
      #if os(Linux)
        #expect(block[page] == 0 && block[2 * page - 1] == 0)
      #endif
      region.free(block)
    }

    @Test func `a block that does not live in the file stops the program`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let file = TemporaryFile("misuse")
        let region = try FileRegion(creating: file.path, byteCount: 8 * page)
        let block = try region.take(4 * page)
        region.free(block)
        unsafe unlink(file.path)
        region.free(block)
      }
      let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(said.contains("FileRegion was asked to deallocate") && said.contains("which is no live block of it"))
    }

    @Test(arguments: [-1, 5, 1 << 30]) func `a root outside the region stops the program`(pages: Int) async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [pages] in
        let file = TemporaryFile("root")
        let region = try FileRegion(creating: file.path, byteCount: 4 * page)
        region.rootOffset = 5 * page - 1
        unsafe unlink(file.path)
        region.rootOffset = pages * page
      }
      let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(said.contains("the root's offset is not in the region"))
    }

    @Test func `explains itself`() throws {
      let file = TemporaryFile("explained")
      let region = try FileRegion(creating: file.path, byteCount: 4 * page)
      #expect(
        region.explain().description == """
          FileRegion(file: \(5 * page) bytes)  [owns, resizes in place, alignment ≤ \(page)]  \
          live 0, unused bytes \(4 * page)
          """)
    }
  }
#endif
