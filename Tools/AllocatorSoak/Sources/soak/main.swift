// Runs allocators at random until the time is over: compositions by the laws, or shared allocators in threads.
//
//   swift run -c release soak SECONDS [SEED] [--threads N] [--minutes M]
//
// Prints what held, and exits with 1 at the first thing that did not.
#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

struct Options {
  var seconds = 0
  var seed: UInt64 = 1
  var threadCount: Int?

  init?(_ arguments: [String]) {
    var numbers: [Int] = []
    var minutes: Int?
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      index += 1
      guard argument.hasPrefix("--") else {
        guard let number = Int(argument), number >= 0 else { return nil }
        numbers.append(number)
        continue
      }
      guard index < arguments.count, let number = Int(arguments[index]), number > 0 else { return nil }
      index += 1
      switch argument {
      case "--threads": threadCount = number
      case "--minutes": minutes = number
      default: return nil
      }
    }
    if let minutes {
      seconds = 60 * minutes
    } else if numbers.isEmpty {
      return nil
    } else {
      seconds = numbers.removeFirst()
    }
    if let number = numbers.first { seed = UInt64(number) }
    guard seconds > 0, numbers.count <= 1 else { return nil }
  }
}

guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
  print("usage: soak SECONDS [SEED] [--threads N], or soak --minutes M [SEED] [--threads N]")
  exit(64)
}
if let threadCount = options.threadCount {
  soakThreads(threadCount, seconds: options.seconds, seed: options.seed)
} else {
  soakCompositions(seconds: options.seconds, first: options.seed)
}
