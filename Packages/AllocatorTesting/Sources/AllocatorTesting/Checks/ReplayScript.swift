/// Replays a script on a fresh allocator, checks all laws at every step, and reports what it found as a value.
///
/// What a failing check prints is such a script.
///
/// - Parameters:
///   - script: The steps.
///   - traits: What is declared of the allocator.
///   - hostility: What the parent is like.
///   - reset: Frees everything at once, for allocators that can.
///   - make: Makes a fresh allocator.
/// - Complexity: O(steps), and a look at up to about 1 MiB of the live blocks after each.
@inlinable
public func replayScript<Tested: Allocator & ~Copyable, Failure: Error>(
  _ script: [Step], _ traits: AllocatorTrait..., parent hostility: TestMemory.Hostility = [],
  reset: ((inout Tested) -> Void)? = nil, make: @escaping () throws(Failure) -> Tested
) -> LawReport {
  var inspection = Inspection(.plain(traits, reset) { (_) throws(Failure) in try make() })
  return inspection.run(script, hostility: hostility)
}

/// Replays a script on a fresh block owner.
///
/// - Complexity: O(steps), and a look at up to about 1 MiB of the live blocks after each.
@inlinable
public func replayScript<Tested: BlockOwner & ~Copyable, Failure: Error>(
  _ script: [Step], _ traits: AllocatorTrait..., parent hostility: TestMemory.Hostility = [],
  reset: ((inout Tested) -> Void)? = nil, make: @escaping () throws(Failure) -> Tested
) -> LawReport {
  var inspection = Inspection(.owner(traits, reset) { (_) throws(Failure) in try make() })
  return inspection.run(script, hostility: hostility)
}

/// Replays a script on a fresh block locator.
///
/// - Complexity: O(steps), and a look at up to about 1 MiB of the live blocks after each.
@inlinable
public func replayScript<Tested: BlockLocator & ~Copyable, Failure: Error>(
  _ script: [Step], _ traits: AllocatorTrait..., parent hostility: TestMemory.Hostility = [],
  reset: ((inout Tested) -> Void)? = nil, make: @escaping () throws(Failure) -> Tested
) -> LawReport {
  var inspection = Inspection(.locator(traits, reset) { (_) throws(Failure) in try make() })
  return inspection.run(script, hostility: hostility)
}

/// Replays a script on a fresh allocator that draws on a parent.
///
/// - Complexity: O(steps), and a look at up to about 1 MiB of the live blocks after each.
@inlinable
public func replayScript<Tested: Allocator & ~Copyable, Failure: Error>(
  _ script: [Step], _ traits: AllocatorTrait..., parent hostility: TestMemory.Hostility = [],
  reset: ((inout Tested) -> Void)? = nil, make: @escaping (TestMemory) throws(Failure) -> Tested
) -> LawReport {
  var inspection = Inspection(.plain(traits, reset, make))
  return inspection.run(script, hostility: hostility)
}

/// Replays a script on a fresh block owner that draws on a parent.
///
/// - Complexity: O(steps), and a look at up to about 1 MiB of the live blocks after each.
@inlinable
public func replayScript<Tested: BlockOwner & ~Copyable, Failure: Error>(
  _ script: [Step], _ traits: AllocatorTrait..., parent hostility: TestMemory.Hostility = [],
  reset: ((inout Tested) -> Void)? = nil, make: @escaping (TestMemory) throws(Failure) -> Tested
) -> LawReport {
  var inspection = Inspection(.owner(traits, reset, make))
  return inspection.run(script, hostility: hostility)
}

/// Replays a script on a fresh block locator that draws on a parent.
///
/// - Complexity: O(steps), and a look at up to about 1 MiB of the live blocks after each.
@inlinable
public func replayScript<Tested: BlockLocator & ~Copyable, Failure: Error>(
  _ script: [Step], _ traits: AllocatorTrait..., parent hostility: TestMemory.Hostility = [],
  reset: ((inout Tested) -> Void)? = nil, make: @escaping (TestMemory) throws(Failure) -> Tested
) -> LawReport {
  var inspection = Inspection(.locator(traits, reset, make))
  return inspection.run(script, hostility: hostility)
}
