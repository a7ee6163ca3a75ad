#if !hasFeature(Embedded) && (canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android))
  #if canImport(Darwin)
    internal import Darwin
  #elseif canImport(Glibc)
    internal import Glibc
  #elseif canImport(Musl)
    internal import Musl
  #elseif canImport(Android)
    internal import Android
  #endif

  /// Stops the program when a step does not end, and names the step: nobody can bring a loop in an allocator to its
  /// end.
  ///
  /// A thread looks four times a second. What counts is the processor time of the thread that makes the steps, as far
  /// as the platform reports it, so that a busy machine is not mistaken for a loop; and twenty times as much by the
  /// clock, for one that waits for ever.
  final class Watch {
    private let mutex = ThreadMutex()
    private let seconds: Int
    // What follows is reached under the mutex.
    private var number = 0
    private var part: StaticString = "an inspection"
    private var script: [Step]?
    private var index = 0
    private var isOver = false
    private var thread: RunningThread?
    private let describe: ([Step]) -> String
    #if os(Linux)
      private let clock: clockid_t
    #endif

    /// Watches the thread that calls.
    ///
    /// - Parameters:
    ///   - seconds: How long a step may take.
    ///   - describe: A script as a test.
    init(seconds: Int, describe: @escaping ([Step]) -> String) {
      self.seconds = seconds
      self.describe = describe
      #if os(Linux)
        var clock = CLOCK_MONOTONIC
        unsafe pthread_getcpuclockid(pthread_self(), &clock)
        self.clock = clock
      #endif
      let body = Watcher(self)
      mutex.withLock { thread = RunningThread(body) }
    }

    /// A step of a script begins.
    func begin(_ step: Step, at index: Int, of script: [Step]) {
      mutex.withLock {
        number += 1
        self.script = script
        self.index = index
      }
    }

    /// Something else begins.
    func begin(_ part: StaticString) {
      mutex.withLock {
        number += 1
        self.part = part
        script = nil
      }
    }

    /// Nothing is watched any more.
    func end() {
      mutex.withLock {
        isOver = true
        mutex.signal()
      }
      thread?.join()
      thread = nil
    }

    /// The watching thread's loop.
    fileprivate func look() {
      mutex.lock()
      var seen = -1
      var (since, sinceByTheClock) = (0, 0)
      while !isOver {
        let (now, nowByTheClock) = (time, Self.milliseconds(of: CLOCK_MONOTONIC))
        if number != seen {
          seen = number
          (since, sinceByTheClock) = (now, nowByTheClock)
        } else if now - since > seconds * 1000 || nowByTheClock - sinceByTheClock > seconds * 20_000 {
          stopProgram()
        }
        mutex.wait(milliseconds: 250)
      }
      mutex.unlock()
    }

    /// In milliseconds.
    private var time: Int {
      #if os(Linux)
        Self.milliseconds(of: clock)
      #else
        Self.milliseconds(of: CLOCK_MONOTONIC) / 10
      #endif
    }

    private static func milliseconds(of clock: clockid_t) -> Int {
      var time = timespec()
      unsafe clock_gettime(clock, &time)
      return Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000
    }

    private func stopProgram() -> Never {
      guard let script, index < script.count else {
        _stop("the allocator under test does not return: \(part) has not ended in \(seconds) seconds")
      }
      _stop(
        "the allocator under test does not return: \(script[index]), step \(index + 1) of the walk below, has not ended "
          + "in \(seconds) seconds\n\n\(describe(Array(script[...index])))")
    }
  }

  private final class Watcher: ThreadBody {
    let watch: Watch
    init(_ watch: Watch) { self.watch = watch }
    override func run() { watch.look() }
  }
#else
  /// Without threads nobody can look.
  struct Watch {
    func begin(_ step: Step, at index: Int, of script: [Step]) {}
    func begin(_ part: StaticString) {}
    func end() {}
  }
#endif
