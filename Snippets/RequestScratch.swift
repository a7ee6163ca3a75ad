// Scratch memory for each request of a server.
//
// The arena is made once. A request's scope gives everything back when it is answered, also when it fails, so that the
// server asks the system for memory only while its largest request is new.

import Allocators

struct BadRequest: Error {}

// snippet.handler
/// Answers a request: how often each letter occurs in it.
func answer(_ request: String, in scope: borrowing Scope) throws -> String {
  var counts = try scope.makeArray(of: Int.self, capacity: 26)
  for _ in 0..<26 { counts.append(0) }
  var letters = try scope.makeArray(of: UInt8.self)
  for byte in request.utf8 {
    guard byte < 0x80 else { throw BadRequest() }
    try letters.append(byte | 0x20, in: scope)
  }
  for index in letters.indices where letters[index] &- 0x61 < 26 { counts[Int(letters[index] - 0x61)] += 1 }
  var best = 0
  for index in counts.indices where counts[index] > counts[best] { best = index }
  return "\(Character(UnicodeScalar(UInt8(best) + 0x61))), \(counts[best]) times"
}
// snippet.end

// snippet.loop
func serve(_ requests: [String]) throws {
  var arena = try ScopedAllocator(byteCount: 512, growth: .doubling)
  for request in requests {
    do {
      let scope = arena.scope()
      print(try answer(request, in: scope))
    } catch is BadRequest {
      print("bad request")
    }
    precondition(arena.allocatedByteCount == 0)
  }
  print("the largest request took \(arena.peakByteCount) bytes; none is live")
}
// snippet.end

try serve(["an arena is a region", "größer", String(repeating: "scope ", count: 100)])
