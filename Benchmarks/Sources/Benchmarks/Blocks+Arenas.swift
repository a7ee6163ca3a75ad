import Allocators
import Barrier

extension ScopedAllocator: Resettable where Parent: Escapable & ~Copyable {
  @inline(always)
  mutating func restart() { unsafelyReset() }
}

/// An arena of 8 MiB whose pages are there already.
func warmArena() -> ScopedAllocator<SystemAllocator> {
  guard var arena = try? ScopedAllocator(byteCount: 8 << 20) else { fail() }
  do {
    let scope = arena.scope()
    guard let block = scope.allocateIfPossible(byteCount: 8 << 20, alignment: 8) else { fail() }
    block.bytes.initializeMemory(as: UInt8.self, repeating: 1)
  }
  return arena
}

extension Run {
  func arenas(_ tables: borrowing Tables) {
    let (w1, w2, w6) = (500 / scale, 200 / scale, 400 / scale)
    var arena = warmArena()
    timed("W1", "ScopedAllocator", operations: w1 * 1000) { bumpSmall(&arena, rounds: w1) }
    timed("W1", "Scope", operations: w1 * 1000) { scopeSmall(&arena, rounds: w1) }
    timed("W1", "ScopedBox", operations: w1 * 1000) { boxes(&arena, rounds: w1) }
    timed("W1", "ScopedRef", operations: w1 * 1000) { references(&arena, rounds: w1) }
    if wants("W1", "PackedAllocator") {
      var packed = packedArena()
      timed("W1", "PackedAllocator", operations: w1 * 1000) { bumpSmall(&packed, rounds: w1) }
    }
    if wants("W2", "PackedAllocator") {
      var packed = packedArena()
      timed("W2", "PackedAllocator", operations: w2 * 1000) { bumpMixed(&packed, rounds: w2, tables) }
    }
    timed("W2", "ScopedAllocator", operations: w2 * 1000) { bumpMixed(&arena, rounds: w2, tables) }
    timed("W2", "Scope", operations: w2 * 1000) { scopeMixed(&arena, rounds: w2, tables) }
    timed("W6", "ScopedAllocator", operations: w6) { growInArena(&arena, rounds: w6) }
    timed("W6", "ScopedArray", operations: w6) { growArray(&arena, rounds: w6) }
    timed("W8", "ScopedAllocator", operations: 2 * treeNodeCount) { treesInArena(&arena, Plain.self) }
    timed("W8", "ScopedAllocator (inlined)", operations: 2 * treeNodeCount) { treesInArena(&arena, Inlined.self) }
    timed("W8", "ScopedBox", operations: 2 * treeNodeCount) { boxTrees(&arena) }
    timed("W8", "ScopedRef", operations: 2 * treeNodeCount) { referenceTrees(&arena) }
    let scopes = 500_000 / scale
    timed("scope", "Scope", operations: scopes) { oneBlockScopes(&arena, count: scopes) }
    timed("scope", "ScopedBox", operations: scopes) { oneBoxScopes(&arena, count: scopes) }
    timed("scope", "swift-class", operations: scopes) { classInstances(count: scopes) }
    timed("scope", "TemporaryAllocator", operations: scopes) { oneBlockTemporaries(count: scopes) }
    timed("scope", "RequestAllocator", operations: scopes) { oneBlockRequests(count: scopes) }
    timed("scope", "swift-withUnsafeTemporaryAllocation", operations: scopes) { temporaryAllocations(count: scopes) }
  }
}

/// W1 and W2 without rounding up to eight bytes; its 8 MiB are there already.
private func packedArena() -> PackedAllocator<SystemAllocator> {
  guard var arena = try? PackedAllocator(byteCount: 8 << 20, roundingTo: 8) else { fail() }
  guard let block = arena.allocateIfPossible(byteCount: arena.capacity, alignment: 8) else { fail() }
  block.bytes.initializeMemory(as: UInt8.self, repeating: 1)
  unsafe arena.unsafelyReset()
  return arena
}

extension PackedAllocator: Resettable where Parent: Escapable & ~Copyable {
  @inline(always)
  mutating func restart() { unsafelyReset() }
}

/// What W1's blocks hold, typed.
struct Triple {
  var first: UInt64
  var second: UInt64 = 0
  var third: UInt64 = 0
}

typealias Arena = ScopedAllocator<SystemAllocator>

/// W1 through a scope instead of a reset.
@inline(never)
private func scopeSmall(_ arena: inout Arena, rounds: Int) {
  for _ in 0..<rounds {
    let scope = arena.scope()
    for index in 0..<1000 as Range<UInt64> {
      guard let block = scope.allocateIfPossible(byteCount: 24, alignment: 8) else { fail() }
      block.address.storeBytes(of: index, as: UInt64.self)
      escape(block.address)
    }
  }
}

@inline(never)
private func scopeMixed(_ arena: inout Arena, rounds: Int, _ tables: borrowing Tables) {
  let (sizes, alignments) = (tables.sizes, tables.alignments)
  for _ in 0..<rounds {
    let scope = arena.scope()
    for index in 0..<1000 as Range<UInt64> {
      let entry = Int(truncatingIfNeeded: index & 63)
      guard
        let block = scope.allocateIfPossible(
          byteCount: Int(truncatingIfNeeded: sizes[entry]), alignment: Int(truncatingIfNeeded: alignments[entry]))
      else { fail() }
      block.address.storeBytes(of: index, as: UInt64.self)
      escape(block.address)
    }
  }
}

/// W1 with typed boxes: three words are written each, not one.
@inline(never)
private func boxes(_ arena: inout Arena, rounds: Int) {
  for _ in 0..<rounds {
    let scope = arena.scope()
    for index in 0..<1000 as Range<UInt64> {
      guard var box = try? scope.make(Triple(first: index)) else { fail() }
      withUnsafePointer(to: &box.value) { escape($0) }
    }
  }
}

@inline(never)
private func references(_ arena: inout Arena, rounds: Int) {
  for _ in 0..<rounds {
    let scope = arena.scope()
    for index in 0..<1000 as Range<UInt64> {
      guard let reference = try? scope.ref(Triple(first: index)) else { fail() }
      withUnsafePointer(to: reference.value) { escape($0) }
    }
  }
}

/// W6 with an array of bytes.
@inline(never)
private func growArray(_ arena: inout Arena, rounds: Int) {
  for round in 0..<rounds {
    let scope = arena.scope()
    guard var bytes = try? scope.makeArray(of: UInt8.self, capacity: 16) else { fail() }
    bytes.appendWithinCapacity(UInt8(truncatingIfNeeded: round))
    while bytes.capacity < 1 << 20 {
      do { try bytes.reserveCapacity(2 * bytes.capacity, in: scope) } catch { fail() }
      bytes.appendWithinCapacity(1)
      bytes.withElement(at: bytes.count - 1) { withUnsafePointer(to: $0) { escape($0) } }
    }
    if bytes[0] != UInt8(truncatingIfNeeded: round) { fail() }
  }
}

/// A scope that is opened, holds one value and is closed, over and over.
@inline(never)
private func oneBlockScopes(_ arena: inout Arena, count: Int) {
  for index in 0..<count {
    let scope = arena.scope()
    guard let block = scope.allocateIfPossible(byteCount: 24, alignment: 8) else { fail() }
    block.address.storeBytes(of: UInt64(truncatingIfNeeded: index), as: UInt64.self)
    escape(block.address)
  }
}

/// The same with a value of three words in a box.
@inline(never)
private func oneBoxScopes(_ arena: inout Arena, count: Int) {
  for index in 0..<count {
    let scope = arena.scope()
    guard var box = try? scope.make(Triple(first: UInt64(truncatingIfNeeded: index))) else { fail() }
    withUnsafePointer(to: &box.value) { escape($0) }
  }
}

/// The same in scratch memory of the thread.
@inline(never)
private func oneBlockTemporaries(count: Int) {
  for index in 0..<count {
    TemporaryAllocator.withScope { scope in oneBlock(scope, index) }
  }
}

/// The same as a request of a server, with its limit and the one of all.
@inline(never)
private func oneBlockRequests(count: Int) {
  let requests = RequestAllocator(byteLimit: 4 << 20, totalByteLimit: 256 << 20)
  for index in 0..<count {
    guard (try? requests.withRequest { scope in oneBlock(scope, index) }) != nil else { fail() }
  }
}

@inline(always)
private func oneBlock(_ scope: borrowing Scope, _ index: Int) {
  guard let block = scope.allocateIfPossible(byteCount: 24, alignment: 8) else { fail() }
  block.address.storeBytes(of: UInt64(truncatingIfNeeded: index), as: UInt64.self)
  escape(block.address)
}

/// The same by the standard library, on the stack.
@inline(never)
private func temporaryAllocations(count: Int) {
  for index in 0..<count {
    withUnsafeTemporaryAllocation(byteCount: 24, alignment: 8) { bytes in
      bytes.storeBytes(of: UInt64(truncatingIfNeeded: index), as: UInt64.self)
      escape(bytes.baseAddress!)
    }
  }
}

/// The same as a class instance.
@inline(never)
private func classInstances(count: Int) {
  for index in 0..<count {
    let object = Small(UInt64(truncatingIfNeeded: index))
    escape(Unmanaged.passUnretained(object).toOpaque())
    withExtendedLifetime(object) {}
  }
}
