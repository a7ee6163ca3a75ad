// Parses JSON into a tree in an arena, a tree of objects, and Foundation's: once, in a process of its own, so that the
// peak of memory is that of one tree. `json-trees` runs them in turn and prints the table.
//
// usage: JSONTrees generate MEGABYTES FILE
//        JSONTrees (arena|objects|foundation|read) FILE
import Allocators
import ArenaJSON
import Foundation

func milliseconds(_ body: () throws -> Void) rethrows -> Double {
  let time = try ContinuousClock().measure(body)
  return Double(time.components.attoseconds) / 1e15 + Double(time.components.seconds) * 1e3
}

/// The most memory that the process ever had, in bytes; 0 where the system does not say.
func peakByteCount() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) else { return 0 }
  return (Int(line.filter(\.isNumber)) ?? 0) * 1024
}

/// What a tree holds, so that each is walked, and all are seen to be alike.
struct Census: Equatable {
  var lists = 0
  var strings = 0
  var textByteCount = 0
  var numbers = 0
  var sum = 0.0

  mutating func count(_ tree: JSON) {
    switch tree {
    case .null, .bool: break
    case .integer(let value): count(Double(value))
    case .number(let value): count(value)
    case .string(let bytes): count(bytes.count)
    case .array(let elements):
      lists += 1
      for index in elements.indices { count(elements[index]) }
    case .object(let members):
      lists += 1
      for index in members.indices { count(members[index].value) }
    }
  }
  mutating func count(_ tree: JSONObject) {
    switch tree.content {
    case .null, .bool: break
    case .integer(let value): count(Double(value))
    case .number(let value): count(value)
    case .string(let text): count(text.utf8.count)
    case .array(let elements):
      lists += 1
      for element in elements { count(element) }
    case .object(let members):
      lists += 1
      for member in members { count(member.value) }
    }
  }
  mutating func count(_ number: Double) {
    numbers += 1
    sum += number
  }
  mutating func count(_ byteCount: Int) {
    strings += 1
    textByteCount += byteCount
  }
}

func generate(byteCount: Int) -> String {
  var state: UInt64 = 42
  func random(_ bound: UInt64) -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) % bound
  }
  let words = ["arena", "scope", "block", "chunk", "größe", "line\\nbreak", "quote\\\"", "\\u00e9t\\u00E9", "漢字", "😀"]
  var text = "["
  text.reserveCapacity(byteCount + 1024)
  while text.utf8.count < byteCount {
    if text.utf8.count > 1 { text += ",\n" }
    text += "{\"id\": \(random(1 << 31)), \"score\": \(Double(random(1 << 30)) / 1000), \"active\": \(random(2) == 0), "
    text += "\"name\": \"\(words[Int(random(10))]) \(words[Int(random(10))])\", \"parent\": null, \"tags\": ["
    text += (0..<random(6)).map { _ in "\"\(words[Int(random(10))])\"" }.joined(separator: ", ")
    text += "], \"position\": {\"x\": -\(random(1000)).\(random(100_000)), \"y\": \(random(1000))e-\(random(9))}}"
  }
  return text + "]"
}

let arguments = CommandLine.arguments
guard arguments.count > 2 else { fatalError("usage: JSONTrees (arena|objects|foundation|read) FILE") }
if arguments[1] == "generate" {
  try generate(byteCount: (Int(arguments[2]) ?? 1) << 20).write(toFile: arguments[3], atomically: true, encoding: .utf8)
  exit(0)
}
let data = try Data(contentsOf: URL(fileURLWithPath: arguments[2]))
let bytes = [UInt8](data)
let before = peakByteCount()
var census = Census()
var parsing = 0.0
var freeing = 0.0

switch arguments[1] {
case "arena":
  do {
    let start = ContinuousClock.now
    var arena = try ScopedAllocator(byteCount: 1 << 20, growth: .doubling)
    do {
      let scope = arena.scope()
      let tree = try JSON.parse(bytes.span, in: scope)
      parsing = (ContinuousClock.now - start) / .milliseconds(1)
      census.count(tree)
    }
    let end = ContinuousClock.now
    _ = consume arena
    freeing = (ContinuousClock.now - end) / .milliseconds(1)
  }
case "objects":
  var tree: JSONObject?
  parsing = try milliseconds { tree = try JSONObject.parse(bytes.span) }
  census.count(tree!)
  freeing = milliseconds { tree = nil }
case "foundation":
  var tree: Any?
  parsing = try milliseconds { tree = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed) }
  let count = ((tree as? [Any])?.count ?? (tree as? [String: Any])?.count) ?? 0
  precondition(count >= 0)
  freeing = milliseconds { tree = nil }
default: break
}
print(
  "\(parsing),\(freeing),\(peakByteCount() - before),\(data.count),\(census.lists) \(census.strings) "
    + "\(census.textByteCount) \(census.numbers) \(census.sum)")
