import Foundation
import Testing

/// Mistakes that compile because nothing uses the value that they end too early: to Swift 6.3 the end of a noncopyable
/// value is no use of it. With a later use they are errors, as in the other families. They stop the program in every
/// build, with a message that names what was misused and how.
@Suite struct EndsTests {
  @Test(arguments: End.all) func `a debug and a release build stop`(_ end: End) async {
    let name: String = end.name
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [name = name as String] in
      try End.run(name)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(end.message), "\(text)")
  }

  @Test func `each program is listed`() {
    #expect(Program.ends.map(\.name).sorted() == End.all.map(\.name).sorted())
  }
}

/// A program of the folder `Ends`, and the message that it stops with.
struct End: Sendable, CustomTestStringConvertible {
  let name: String
  let message: String
  let body: @Sendable () throws -> Void

  var testDescription: String { name }

  init(_ name: String, _ message: String, _ body: @escaping @Sendable () throws -> Void) {
    self.name = name
    self.message = message
    self.body = body
  }

  static func run(_ name: String) throws {
    for end in all where end.name == name { try end.body() }
  }

  static let all = [
    End("ArenaUsedWhileAScopeIsOpen", "a ScopedAllocator was used while 1 of its", arenaUsedWhileAScopeIsOpen),
    End("ArrayGrownByTheInner", "grown in another scope than its own", arrayGrownByTheInner),
    End("ArrayGrownWhileTheInnerIsOpen", inside("used"), arrayGrownWhileTheInnerIsOpen),
    End("AttemptReplacedByItsInner", inside("closed"), attemptReplacedByItsInner),
    End("AttemptWhileTheInnerIsOpen", inside("used"), attemptWhileTheInnerIsOpen),
    End("ClosedBeforeTheInner", inside("closed"), closedBeforeTheInner),
    End("ConsumedWhileAScopeIsOpen", "a ScopedAllocator was destroyed while 1 of its", consumedWhileAScopeIsOpen),
    End("KeptWhileScratchIsOpen", "a ScopedAllocator was asked to keep a value while 1 of its", keptWhileScratchIsOpen),
    End("LentWhileTheInnerIsOpen", inside("lent"), lentWhileTheInnerIsOpen),
    End("OpenedTwice", "a scope of a ScopedAllocator was opened while another scope of it is open", openedTwice),
    End("OuterUsedWhileTheInnerIsOpen", inside("used"), outerUsedWhileTheInnerIsOpen),
    End("ReplacedWhileAScopeIsOpen", "a ScopedAllocator was destroyed while 1 of its", replacedWhileAScopeIsOpen),
    End("ResetInADefer", "a ScopedAllocator was reset while 1 of its", resetInADefer),
    End("ResetInAFrameLoop", "a ScopedAllocator was reset while 1 of its", resetInAFrameLoop),
    End("ResetWhileAScopeIsOpen", "a ScopedAllocator was reset while 1 of its", resetWhileAScopeIsOpen),
    End("StringGrownByTheInner", "grown in another scope than its own", stringGrownByTheInner),
    End("TwoInnerScopesOpen", inside("used"), twoInnerScopesOpen),
  ]

  private static func inside(_ event: String) -> String {
    "a scope of a ScopedAllocator was \(event) while a scope inside it is open"
  }
}
