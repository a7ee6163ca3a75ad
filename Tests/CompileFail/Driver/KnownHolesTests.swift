import Foundation
import Testing

/// What the compiler accepts and should not. When one of these fails to compile, the hole is closed: move the program
/// to its family, and say so in the article "What is checked when".
@Suite struct KnownHolesTests {
  @Test(arguments: Program.holes) func `a known hole is still open`(_ program: Program) throws {
    let difference = try Compiler().verify(program)
    #expect(difference.isEmpty, "the hole may be closed now: \(difference)")
  }

  @Test func `each hole is listed`() {
    #expect(Program.holes.map(\.name).sorted() == KnownHole.all.map(\.name).sorted())
  }

  @Test func `each hole is told in the article`() throws {
    let article = Program.root.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/Allocators/Allocators.docc/WhatIsCheckedWhen.md")
    let text = try String(contentsOf: article, encoding: .utf8)
    for hole in KnownHole.all { #expect(text.contains(hole.name)) }
  }

  #if DEBUG || HARDENED
    @Test(arguments: KnownHole.all.filter { $0.stop != .nowhere }) func `a debug build stops`(_ hole: KnownHole) async {
      let name: String = hole.name
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        [name = name as String] in
        try await KnownHole.run(name)
      }
      let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(text.contains(hole.message), "\(text)")
    }
  #else
    @Test(arguments: KnownHole.all.filter { $0.stop == .everywhere }) func `a release build stops, too`(
      _ hole: KnownHole
    ) async {
      let name: String = hole.name
      await #expect(processExitsWith: .failure) { [name = name as String] in try await KnownHole.run(name) }
    }
  #endif
}

/// A program of the folder `KnownHoles`: which builds stop it, and with what message.
struct KnownHole: Sendable, CustomTestStringConvertible {
  enum Stop { case everywhere, inDebugBuilds, nowhere }

  let name: String
  let stop: Stop
  let message: String
  let body: @Sendable () async throws -> Void

  var testDescription: String { name }

  init(_ name: String, _ stop: Stop, _ message: String, _ body: @escaping @Sendable () async throws -> Void) {
    self.name = name
    self.stop = stop
    self.message = message
    self.body = body
  }

  static func run(_ name: String) async throws {
    for hole in all where hole.name == name { try await hole.body() }
  }

  static let scopeClosed = "a scope of a ScopedAllocator was closed while 1 of its values is live"
  static let arenaDestroyed = "a ScopedAllocator was destroyed while 1 of its scopes is open"
  static let scopeOpened = "a scope of a ScopedAllocator was opened while another scope of it is open"
  static let scopeOfReferentClosed = "a ScopedRef was followed after its scope had closed"
  static let scopeOfSliceClosed = "a ScopedSlice was followed after its scope had closed"
  static let overlappingAccess = "modification requires exclusive access"

  static let all = [
    KnownHole("ActorEnteredAgain", .everywhere, scopeOpened, actorEnteredAgain),
    KnownHole("ArenaAssignedToAVariable", .inDebugBuilds, scopeClosed, arenaAssignedToAVariable),
    KnownHole("ArenaOfAnObjectThatEnds", .everywhere, arenaDestroyed, arenaOfAnObjectThatEnds),
    KnownHole("ArrayAssignedToAVariable", .inDebugBuilds, scopeClosed, arrayAssignedToAVariable),
    KnownHole(
      "ArrayGrownByAnotherArena", .everywhere, "grown in another scope than its own", arrayGrownByAnotherArena),
    KnownHole("AttemptReplaced", .everywhere, arenaDestroyed, attemptReplaced),
    KnownHole("BoxAssignedByAGenericFunction", .inDebugBuilds, scopeClosed, boxAssignedByAGenericFunction),
    KnownHole("BoxAssignedByAMethod", .inDebugBuilds, scopeClosed, boxAssignedByAMethod),
    KnownHole("BoxAssignedFromAClosure", .inDebugBuilds, scopeClosed, boxAssignedFromAClosure),
    KnownHole("BoxAssignedInALoop", .inDebugBuilds, scopeClosed, boxAssignedInALoop),
    KnownHole("BoxAssignedToAParameter", .inDebugBuilds, scopeClosed, boxAssignedToAParameter),
    KnownHole("BoxAssignedToAVariable", .inDebugBuilds, scopeClosed, boxAssignedToAVariable),
    KnownHole("BoxDeclaredBeforeItsArena", .inDebugBuilds, scopeClosed, boxDeclaredBeforeItsArena),
    KnownHole("BoxInAFileThatWasClosed", .nowhere, "", boxInAFileThatWasClosed),
    KnownHole("BoxOfAClosedScope", .inDebugBuilds, scopeClosed, boxOfAClosedScope),
    KnownHole("BoxOfAFailedAttempt", .inDebugBuilds, scopeClosed, boxOfAFailedAttempt),
    KnownHole("BoxOfATemporaryScope", .inDebugBuilds, scopeClosed, boxOfATemporaryScope),
    KnownHole("ClassResetsItsArena", .everywhere, overlappingAccess, classResetsItsArena),
    KnownHole("ContainerOfAScopesHandle", .inDebugBuilds, scopeClosed, containerOfAScopesHandle),
    KnownHole("FrozenByAnotherArena", .everywhere, "frozen by a scope of another arena", frozenByAnotherArena),
    KnownHole("GlobalPoolReplaced", .everywhere, overlappingAccess, globalPoolReplaced),
    KnownHole(
      "HandlesBoxAssignedToAVariable", .everywhere,
      "FreeListAllocator was destroyed while 1 of its blocks is live", handlesBoxAssignedToAVariable),
    KnownHole(
      "LeasedScopeAssignedToAVariable", .everywhere, "returned to its pool while 1 of its scopes is open",
      leasedScopeAssignedToAVariable),
    KnownHole("MutableSpanAssignedToAVariable", .nowhere, "", mutableSpanAssignedToAVariable),
    KnownHole("OptionalScopeRemoved", .inDebugBuilds, scopeOfReferentClosed, optionalScopeRemoved),
    KnownHole("OptionalScopeReplaced", .inDebugBuilds, scopeClosed, optionalScopeReplaced),
    KnownHole("OwnerMovedInAContainer", .nowhere, "", ownerMovedInAContainer),
    KnownHole("OwnerMovedToAVariable", .nowhere, "", ownerMovedToAVariable),
    KnownHole(
      "OwnersExchanged", .inDebugBuilds, "which is foreign: it did not come from this allocator", ownersExchanged),
    KnownHole(
      "PoolBoxAssignedToAVariable", .everywhere, "Pool was destroyed while 1 of its blocks is live",
      poolBoxAssignedToAVariable),
    KnownHole(
      "PoolBoxDeclaredBeforeItsPool", .everywhere, "Pool was destroyed while 1 of its blocks is live",
      poolBoxDeclaredBeforeItsPool),
    KnownHole("ReferenceInABox", .inDebugBuilds, scopeOfReferentClosed, referenceInABox),
    KnownHole("ReferenceInANoncopyableHolder", .inDebugBuilds, scopeOfReferentClosed, referenceInANoncopyableHolder),
    KnownHole("ReferenceInGenericCode", .inDebugBuilds, scopeOfReferentClosed, referenceInGenericCode),
    KnownHole("ReferenceKeptInALoop", .inDebugBuilds, scopeOfReferentClosed, referenceKeptInALoop),
    KnownHole("ScopeAssignedToAVariable", .everywhere, arenaDestroyed, scopeAssignedToAVariable),
    KnownHole("ScopeReplacedInAClosure", .everywhere, arenaDestroyed, scopeReplacedInAClosure),
    KnownHole("ScopeStoredInAGlobal", .everywhere, arenaDestroyed, scopeStoredInAGlobal),
    KnownHole("SliceBesideItsScope", .inDebugBuilds, scopeOfSliceClosed, sliceBesideItsScope),
    KnownHole("SliceInANoncopyableHolder", .inDebugBuilds, scopeOfSliceClosed, sliceInANoncopyableHolder),
    KnownHole("SliceKeptInALoop", .inDebugBuilds, scopeOfSliceClosed, sliceKeptInALoop),
    KnownHole("StringAssignedToAVariable", .inDebugBuilds, scopeClosed, stringAssignedToAVariable),
    KnownHole(
      "StringGrownByAnotherArena", .everywhere, "grown in another scope than its own", stringGrownByAnotherArena),
  ]
}
