/// Thrown by the kit to leave a scope, on purpose.
public struct ScopeExit: Error {
  @usableFromInline init() {}
}

/// Law 20: closing a scope frees exactly what came after its opening, to any depth, also when an error leaves it; older
/// blocks are untouched, and scopes that open and close for ever stay in bounded space.
///
/// ```swift
/// let report = examineScopes(
///   opening: { (arena, body) throws(ScopeExit) in try arena.withScope(body) },
///   nesting: { (scope, body) throws(ScopeExit) in try scope.withScope(body) }
/// ) { memory in try MyArena(parent: memory) }
/// ```
///
/// - Parameters:
///   - options: How much is tried.
///   - opening: Opens a scope of the allocator for as long as the call lasts.
///   - nesting: Opens a scope inside a scope for as long as the call lasts.
///   - allocatedByteCount: How many bytes the allocator has allocated, when it counts them: as many after a scope is
///     closed as before it was opened.
///   - make: Makes a fresh allocator on the parent that it is given.
/// - Complexity: Some thousand operations on each of six parents.
@inlinable
public func examineScopes<Opener: ~Copyable, Opened: Allocator & ~Copyable & ~Escapable, Failure: Error>(
  options: LawOptions = LawOptions(),
  opening: @escaping (inout Opener, (inout Opened) throws(ScopeExit) -> Void) throws(ScopeExit) -> Void,
  nesting: @escaping (inout Opened, (inout Opened) throws(ScopeExit) -> Void) throws(ScopeExit) -> Void,
  allocatedByteCount: ((borrowing Opener) -> Int)? = nil,
  make: (TestMemory) throws(Failure) -> Opener
) -> LawReport {
  var report = LawReport()
  for number in 0..<ScopeWalk.hostilities.count * options.walkCount where report.passed {
    var walk = ScopeWalk(number, options)
    do throws(Failure) {
      var opener = try make(walk.memory)
      for round in 0..<ScopeWalk.roundCount {
        let byteCount = allocatedByteCount.map { $0(opener) }
        do throws(ScopeExit) {
          try opening(&opener) { (scope) throws(ScopeExit) in try walk.nest(&scope, depth: 5, nesting) }
        } catch {}
        walk.closeOutermost(round, byteCount, after: allocatedByteCount.map { $0(opener) })
        if walk.violation != nil { break }
      }
    } catch {
      walk.couldNotBeMade()
    }
    walk.finish(&report)
  }
  return report
}

/// Blocks in scopes in scopes.
@usableFromInline
struct ScopeWalk {
  @usableFromInline static var hostilities: [TestMemory.Hostility] {
    [[], .oddAddresses, .descending, .poisonsFreed, .neverReuses, .refusesResize]
  }
  @usableFromInline static var roundCount: Int { 6 }

  @usableFromInline let memory: TestMemory
  @usableFromInline var violation: Violation?
  private var random: RandomSource
  private let seed: UInt64
  private var live: [ShadowBlock] = []
  /// How many blocks have been live all the time since the innermost scope was opened.
  private var olderCount = 0
  private var stepCount = 0
  private var nextID = 0

  @usableFromInline
  init(_ number: Int, _ options: LawOptions) {
    memory = TestMemory(Self.hostilities[number % Self.hostilities.count])
    seed = options.seed &+ UInt64(number)
    random = RandomSource(seed: seed)
  }

  /// Fills a scope, opens others in it, and looks at everything after each has closed.
  @usableFromInline
  mutating func nest<Opened: Allocator & ~Copyable & ~Escapable>(
    _ scope: inout Opened, depth: Int,
    _ nesting: @escaping (inout Opened, (inout Opened) throws(ScopeExit) -> Void) throws(ScopeExit) -> Void
  ) throws(ScopeExit) {
    try fill(scope)
    for _ in 0..<2 where depth > 0 && random.chance(70) {
      let outerCount = olderCount
      olderCount = live.count
      let isLeft = random.chance(20)
      do throws(ScopeExit) {
        try nesting(&scope) { (inner) throws(ScopeExit) in
          try nest(&inner, depth: depth - 1, nesting)
          if isLeft { throw ScopeExit() }
        }
      } catch {
        if violation != nil { throw error }
      }
      live.removeLast(live.count - olderCount)
      olderCount = min(outerCount, olderCount)
      try verify("closing an inner scope")
      try fill(scope)
    }
  }

  private mutating func fill<Opened: Allocator & ~Copyable & ~Escapable>(
    _ scope: borrowing Opened
  ) throws(ScopeExit) {
    for _ in 0..<random.number(below: 6) {
      stepCount += 1
      // The newest block, which may be that of an outer scope.
      if random.chance(20), let entry = live.popLast() {
        unsafe scope.deallocate(entry.block)
        olderCount = min(olderCount, live.count)
      }
      let byteCount = random.chance(5) ? 3000 : random.number(below: 120)
      let alignment = 1 << random.number(below: 6)
      guard let block = unsafe scope.allocateIfPossible(byteCount: byteCount, alignment: alignment) else { continue }
      let start = unsafe UInt(bitPattern: block.address)
      let end = start + UInt(byteCount)
      if let other = live.first(where: { $0.start < end && start < $0.end }) {
        return try unsafe fail("\(block), and \(other.block), which is live, overlap")
      }
      let pattern = Pattern(key: random.next())
      unsafe pattern.write(to: block.address, byteCount: byteCount)
      nextID += 1
      unsafe live.append(ShadowBlock(id: nextID, block: block, pattern: pattern))
    }
    try verify("allocating")
  }

  private mutating func verify(_ occasion: StaticString) throws(ScopeExit) {
    for entry in live {
      if unsafe entry.pattern.firstMismatch(in: entry.block.address, byteCount: entry.block.byteCount) != nil {
        return try unsafe fail("\(entry.block) was changed after \(occasion)")
      }
    }
    if let misuse = memory.misuse { try fail(misuse) }
  }

  private mutating func fail(_ message: String) throws(ScopeExit) {
    if violation == nil { violation = Violation(law: 20, message) }
    throw ScopeExit()
  }

  @usableFromInline
  mutating func closeOutermost(_ round: Int, _ before: Int?, after: Int?) {
    live.removeAll()
    olderCount = 0
    if violation != nil { return }
    if let before, let after, before != after {
      violation = Violation(law: 20, "closing left \(after) bytes where there were \(before)")
    }
  }

  @usableFromInline
  mutating func couldNotBeMade() { violation = .declaration("the allocator could not be made") }

  /// The allocator is gone.
  @usableFromInline
  mutating func finish(_ report: inout LawReport) {
    report.stepCount += stepCount
    report.allocatorCount += 1
    memory.state.checkAll()
    if violation == nil, let misuse = memory.misuse { violation = Violation(law: 18, misuse) }
    if violation == nil, memory.liveBlockCount > 0 {
      violation = Violation(
        law: 17, "all scopes are closed and the allocator is gone, but \(memory.liveBlockCount) blocks never came back")
    }
    guard var violation else { return }
    violation.seed = seed
    report.violations.append(violation)
    abandon(memory.state)
  }
}

#if canImport(Testing) && !hasFeature(Embedded)
  /// Law 20, recorded as issues of the running test: see `examineScopes`.
  ///
  /// - Complexity: Some thousand operations on each of six parents.
  @inlinable
  public func checkScopes<Opener: ~Copyable, Opened: Allocator & ~Copyable & ~Escapable, Failure: Error>(
    options: LawOptions = LawOptions(), fileID: String = #fileID, filePath: String = #filePath, line: Int = #line,
    column: Int = #column,
    opening: @escaping (inout Opener, (inout Opened) throws(ScopeExit) -> Void) throws(ScopeExit) -> Void,
    nesting: @escaping (inout Opened, (inout Opened) throws(ScopeExit) -> Void) throws(ScopeExit) -> Void,
    allocatedByteCount: ((borrowing Opener) -> Int)? = nil,
    make: (TestMemory) throws(Failure) -> Opener
  ) {
    let report = examineScopes(
      options: options, opening: opening, nesting: nesting, allocatedByteCount: allocatedByteCount, make: make)
    record(report, fileID, filePath, line, column)
  }
#endif
