#if canImport(Glibc) || canImport(Darwin)
  import AllocatorLogging
  import Testing

  #if canImport(Glibc)
    import Glibc
  #else
    import Darwin
  #endif

  /// A name for a file that is not there yet, and goes with the last reference.
  final class TemporaryPath {
    let path = "/tmp/allocator-logging-\(UInt64.random(in: 0 ... .max)).repx"
    deinit { unsafe unlink(path) }

    var contents: String {
      guard let file = unsafe fopen(path, "r") else { return "" }
      defer { unsafe fclose(file) }
      var bytes: [UInt8] = []
      while case let byte = unsafe fgetc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  @Suite struct TraceFileTests {
    /// The text without the blanks that keep room for the header's numbers.
    private func compact(_ text: String) -> [String] {
      text.split(separator: "\n").map { line in
        var line = line
        while line.last == " " { line.removeLast() }
        return String(line)
      }
    }

    @Test(arguments: [(1, 500), (2, 500), (3, 20_000)] as [(UInt64, Int)])
    func `what is streamed is what is written from memory`(seed: UInt64, steps: Int) throws {
      let file = TemporaryPath()
      let kept = TraceRecorder(name: "walk\nof\n\(seed)")
      do {
        let streamed = try TraceRecorder(name: "walk\nof\n\(seed)", streamingTo: file.path)
        randomWalk(Probe().logging(to: kept.and(streamed)), seed: seed, steps: steps)
        #expect(streamed.eventCount == kept.eventCount && streamed.droppedEventCount == 0)
      }
      var text = ""
      kept.write(to: &text)
      #expect(compact(file.contents) == compact(text), "seed \(seed)")
    }

    @Test func `the file is a complete trace after each flush, and of what was written until then without`() throws {
      let file = TemporaryPath()
      let recorder = try TraceRecorder(name: "x", streamingTo: file.path)
      #expect(compact(file.contents) == ["# trace: x", "0", "0", "0", "1"])
      let memory = SystemAllocator().logging(to: recorder)
      let block = try unsafe memory.allocate(byteCount: 123_456, alignment: 4096)
      #expect(compact(file.contents).count == 5)
      try recorder.flush()
      #expect(compact(file.contents) == ["# trace: x", "123456", "1", "1", "1", "a 0 123456 4096"])
      unsafe memory.deallocate(block)
      try recorder.flush()
      #expect(compact(file.contents).suffix(2) == ["a 0 123456 4096", "f 0"])
    }

    @Test func `a file that cannot be created is an error with the system's words`() {
      let error = #expect(throws: TraceFileError.self) {
        try TraceRecorder(name: "x", streamingTo: "/no/such/folder/x")
      }
      #expect(error?.code == ENOENT && error?.description == "No such file or directory")
    }

    #if canImport(Glibc)
      @Test func `events that find the disk full are counted, and the file stays a trace`() async throws {
        // The device refuses the header already.
        #expect(throws: TraceFileError(code: ENOSPC)) { try TraceRecorder(name: "x", streamingTo: "/dev/full") }
        await #expect(processExitsWith: .success) {
          let file = TemporaryPath()
          let recorder = try TraceRecorder(name: "full", streamingTo: file.path)
          // From here on this process may write no file beyond 100,000 bytes.
          var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
          signal(SIGXFSZ, SIG_IGN)
          unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
          let memory = SystemAllocator().logging(to: recorder)
          for _ in 0..<20_000 { unsafe memory.deallocate(try memory.allocate(byteCount: 8, alignment: 16)) }
          do {
            try recorder.flush()
            exit(1)
          } catch let error as TraceFileError {
            guard error == TraceFileError(code: EFBIG) else { exit(2) }
          }
          let lines = file.contents.split(separator: "\n")
          guard recorder.eventCount == 40_000, recorder.droppedEventCount > 0 else { exit(3) }
          guard lines.count - 5 + recorder.droppedEventCount == 40_000 else { exit(4) }
          guard lines[3].hasPrefix("\(lines.count - 5) ") else { exit(5) }
          guard lines.dropFirst(5).allSatisfy({ $0 == "a 0 8" || $0 == "f 0" }) else { exit(6) }
        }
      }
    #endif
  }
#endif
