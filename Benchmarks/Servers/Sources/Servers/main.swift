import NIOPosix

#if canImport(Glibc)
  import Glibc
#endif

let usage = """
  usage: Servers serve echo|http|hummingbird system|general   prints its port, serves until its input ends
         Servers load echo|http PORT CONNECTIONS REQUESTS     prints the seconds that the requests took

  """
let arguments = CommandLine.arguments.dropFirst()

func complain() -> Never {
  print(usage)
  exit(64)
}

/// A figure of `/proc/self/status`, in kilobytes.
func status(_ name: String) -> Int {
  guard let file = fopen("/proc/self/status", "r") else { return 0 }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 256)
  while fgets(&line, 256, file) != nil {
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    if text.hasPrefix(name + ":") { return Int(text.split(whereSeparator: \.isWhitespace)[1]) ?? 0 }
  }
  return 0
}

/// Prints a port, waits for the end of the input, and prints what the process had resident at most and has now.
@MainActor
func announce(_ port: Int?) {
  print("port \(port ?? 0)")
  print("before \(status("VmRSS"))")
  fflush(nil)
  while getchar() != EOF {}
  print("peak \(status("VmHWM"))")
  print("after \(status("VmRSS"))")
  fflush(nil)
  exit(0)
}

switch (arguments.first, arguments.count) {
case ("serve", 3):
  guard let memory = Memory(rawValue: arguments[3]) else { complain() }
  switch arguments[2] {
  case "hummingbird": try await serveHummingbird(memory)
  case "echo": announce(try await serve(.echo, memory))
  case "http": announce(try await serve(.http, memory))
  default: complain()
  }
case ("load", 5):
  guard let service = Service(rawValue: arguments[2]), let port = Int(arguments[3]),
    let connections = Int(arguments[4]),
    let requests = Int(arguments[5])
  else { complain() }
  let start = ContinuousClock.now
  try await load(service, port: port, connections: connections, requests: requests)
  let seconds = start.duration(to: .now) / .seconds(1)
  print(seconds)
default: complain()
}
