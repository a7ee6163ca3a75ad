public import Allocators

extension JSON {
  /// Parses a text into a tree in the memory of `scope`.
  ///
  /// - Parameters:
  ///   - text: A JSON text of RFC 8259, in UTF-8 and without a byte order mark.
  ///   - scope: Where the tree is to live.
  ///   - depthLimit: How many lists may be nested in one another.
  /// - Throws: ``JSONError``; what was made by then is in the scope until it closes.
  @_lifetime(copy scope)
  public static func parse(
    _ text: Span<UInt8>, in scope: borrowing Scope, depthLimit: Int = 512
  ) throws(JSONError) -> JSON {
    var scanner = try JSONScanner(text)
    var lists = try UnfinishedLists.make(in: scope)
    let tree = try lists.value(&scanner, in: scope, depth: depthLimit)
    try scanner.finish()
    return tree
  }
}

/// What lists have so far: each takes its elements off the top when it ends, and then exactly their room.
private struct UnfinishedLists: ~Copyable, ~Escapable {
  var elements: ScopedArray<JSON>
  var members: ScopedArray<JSONMember>

  @_lifetime(copy scope)
  init(in scope: borrowing Scope) throws(AllocationError) {
    let elements = try scope.makeArray(of: JSON.self, capacity: 8)
    let members = try scope.makeArray(of: JSONMember.self, capacity: 8)
    self.elements = elements
    self.members = members
  }

  @_lifetime(copy scope)
  static func make(in scope: borrowing Scope) throws(JSONError) -> UnfinishedLists {
    do throws(AllocationError) {
      return try UnfinishedLists(in: scope)
    } catch { throw JSONError(.outOfMemory, at: 0) }
  }

  @_lifetime(copy scope, copy self)
  @_lifetime(self: copy self, copy scope)
  @_lifetime(scanner: copy scanner)
  mutating func value(
    _ scanner: inout JSONScanner, in scope: borrowing Scope, depth: Int
  ) throws(JSONError) -> JSON {
    switch scanner.next() {
    case UInt8(ascii: "{"): return try object(&scanner, in: scope, depth: depth)
    case UInt8(ascii: "["): return try array(&scanner, in: scope, depth: depth)
    case UInt8(ascii: "\""): return .string(try string(&scanner, in: scope))
    case UInt8(ascii: "t"):
      try scanner.pass("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try scanner.pass("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try scanner.pass("null")
      return .null
    case UInt8(ascii: "-"), .some(0x30...0x39):
      switch try scanner.number() {
      case .integer(let value): return .integer(value)
      case .number(let value): return .number(value)
      }
    default: throw scanner.failure(.expectedValue)
    }
  }

  @_lifetime(copy scope, copy self)
  @_lifetime(self: copy self, copy scope)
  @_lifetime(scanner: copy scanner)
  private mutating func array(
    _ scanner: inout JSONScanner, in scope: borrowing Scope, depth: Int
  ) throws(JSONError) -> JSON {
    if depth == 0 { throw scanner.failure(.tooDeep) }
    scanner.advance()
    let start = elements.count
    if scanner.next() == UInt8(ascii: "]") {
      scanner.advance()
    } else {
      repeat {
        let element = try value(&scanner, in: scope, depth: depth - 1)
        do throws(AllocationError) {
          try elements.append(element, in: scope)
        } catch { throw JSONError(.outOfMemory, at: scanner.position) }
      } while try scanner.continues(until: UInt8(ascii: "]"))
    }
    do throws(AllocationError) {
      return .array(try elements.moveLast(elements.count - start, to: scope))
    } catch { throw JSONError(.outOfMemory, at: scanner.position) }
  }

  @_lifetime(copy scope, copy self)
  @_lifetime(self: copy self, copy scope)
  @_lifetime(scanner: copy scanner)
  private mutating func object(
    _ scanner: inout JSONScanner, in scope: borrowing Scope, depth: Int
  ) throws(JSONError) -> JSON {
    if depth == 0 { throw scanner.failure(.tooDeep) }
    scanner.advance()
    let start = members.count
    if scanner.next() == UInt8(ascii: "}") {
      scanner.advance()
    } else {
      repeat {
        guard scanner.next() == UInt8(ascii: "\"") else { throw scanner.failure(.expectedName) }
        let name = try string(&scanner, in: scope)
        guard scanner.next() == UInt8(ascii: ":") else { throw scanner.failure(.expectedColon) }
        scanner.advance()
        let member = JSONMember(name: name, value: try value(&scanner, in: scope, depth: depth - 1))
        do throws(AllocationError) {
          try members.append(member, in: scope)
        } catch { throw JSONError(.outOfMemory, at: scanner.position) }
      } while try scanner.continues(until: UInt8(ascii: "}"))
    }
    do throws(AllocationError) {
      return .object(try members.moveLast(members.count - start, to: scope))
    } catch { throw JSONError(.outOfMemory, at: scanner.position) }
  }

  @_lifetime(copy scope)
  @_lifetime(self: copy self)
  @_lifetime(scanner: copy scanner)
  private mutating func string(
    _ scanner: inout JSONScanner, in scope: borrowing Scope
  ) throws(JSONError) -> ScopedSlice<UInt8> {
    let start = scanner.position
    let (bytes, hasEscapes) = try scanner.string()
    do throws(AllocationError) {
      if !hasEscapes { return try scope.makeSlice(copying: scanner.text.extracting(bytes)) }
    } catch { throw JSONError(.outOfMemory, at: start) }
    var output: ScopedArray<UInt8>
    do throws(AllocationError) {
      output = try scope.makeArray(of: UInt8.self, capacity: bytes.count)
    } catch { throw JSONError(.outOfMemory, at: start) }
    try output.append(addingCount: bytes.count) { (span) throws(JSONError) in
      try scanner.unescape(bytes, into: &span)
    }
    return scope.freeze(output)
  }
}

extension JSONScanner {
  /// Whether a list goes on after a comma, or ends with `end`.
  @_lifetime(self: copy self)
  mutating func continues(until end: UInt8) throws(JSONError) -> Bool {
    let byte = next()
    guard byte == UInt8(ascii: ",") || byte == end else { throw failure(.expectedCommaOrEnd) }
    advance()
    return byte != end
  }
}
