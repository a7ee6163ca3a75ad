import AllocatorLogging
import Testing

@Suite struct TraceRecorderTests {
  @Test func `writes a header, and a line for every event that succeeded`() throws {
    let recorder = TraceRecorder(name: "a\nname")
    let memory = Probe().logging(to: recorder)
    var first = try unsafe memory.allocate(byteCount: 48, alignment: 16)
    let second = try unsafe memory.allocateZeroed(byteCount: 24, alignment: 8)
    _ = unsafe memory.allocateIfPossible(byteCount: 1, alignment: 4096)
    unsafe memory.deallocate(second)
    let third = try unsafe memory.allocateZeroed(byteCount: 10, alignment: 16)
    try unsafe memory.reallocate(&first, byteCount: 100)
    _ = unsafe memory.resize(&first, byteCount: 1000)
    try unsafe memory.reallocate(&first, byteCount: 0)
    unsafe memory.deallocate(first)
    var trace = ""
    recorder.write(to: &trace)
    #expect(
      trace == """
        # trace: a name
        110
        2
        8
        1
        a 0 48
        c 1 24 8
        f 1
        c 1 10
        r 0 100
        f 0
        a 0 0
        f 0

        """)
    unsafe memory.deallocate(third)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `a recorded walk is well formed, and replays with the same figures`(seed: UInt64) throws {
    let recorder = TraceRecorder(name: "walk")
    let statistics = AllocationStatistics()
    randomWalk(Probe().logging(to: recorder.and(statistics)), seed: seed)
    var trace = ""
    recorder.write(to: &trace)

    let lines = trace.split(separator: "\n")
    let header = lines[1...4].compactMap { Int($0) }
    #expect(header == [statistics.peakByteCount, header[1], lines.count - 5, 1], "seed \(seed)")
    let replayed = AllocationStatistics()
    let memory = SystemAllocator().logging(to: replayed)
    var live: [Int: Block] = unsafe [:]
    var mostIDs = 0
    for line in lines.dropFirst(5) {
      let words = line.split(separator: " ")
      let numbers = words.dropFirst().compactMap { Int($0) }
      try #require(numbers.count == words.count - 1)
      let id = numbers[0]
      switch words[0] {
      case "a", "c":
        try #require(unsafe live[id] == nil)
        unsafe live[id] = try memory.allocate(byteCount: numbers[1], alignment: numbers.count > 2 ? numbers[2] : 16)
      case "r":
        try #require(numbers[1] > 0)
        var block = try unsafe #require(live[id])
        try unsafe memory.reallocate(&block, byteCount: numbers[1])
        unsafe live[id] = block
      default:
        #expect(words[0] == "f")
        let block = try unsafe #require(live.removeValue(forKey: id))
        unsafe memory.deallocate(block)
      }
      mostIDs = unsafe max(mostIDs, live.count)
    }
    #expect(unsafe header[1] == mostIDs && live.isEmpty)
    #expect(replayed.peakByteCount == statistics.peakByteCount)
  }

  @Test func `is printed and dumped in words`() throws {
    let recorder = TraceRecorder(name: "import")
    let memory = SystemAllocator().logging(to: recorder)
    let block = try unsafe memory.allocate(byteCount: 100, alignment: 8)
    unsafe memory.deallocate(block)
    #expect("\(recorder)" == "TraceRecorder(import: 2 events, at most 100 bytes live)")
    var text = ""
    dump(recorder, to: &text)
    #expect(text.contains("- name: \"import\"") && text.contains("- eventCount: 2") && !text.contains("storage"))
  }

  @Test func `leaves out what happens to blocks from before`() throws {
    let recorder = TraceRecorder(name: "late")
    let memory = SystemAllocator().logging(to: recorder)
    let early = try unsafe SystemAllocator().allocate(byteCount: 8, alignment: 8)
    unsafe memory.deallocate(early)
    #expect(recorder.eventCount == 0)
  }
}
