/// Runs all laws that apply on an allocator, and reports what it found as a value.
///
/// `checkAllocator` is the same for tests; this form needs no testing library, and so runs under Embedded Swift and in
/// any program.
///
/// - Parameters:
///   - traits: What is declared of the allocator.
///   - options: How much is tried.
///   - reset: Frees everything at once, for allocators that can: `{ unsafe $0.unsafelyReset() }`.
///   - make: Makes a fresh allocator; called many times.
/// - Complexity: Some ten thousand operations.
@inlinable
public func examineAllocator<Tested: Allocator & ~Copyable, Failure: Error>(
  _ traits: AllocatorTrait..., options: LawOptions = LawOptions(), reset: ((inout Tested) -> Void)? = nil,
  make: @escaping () throws(Failure) -> Tested
) -> LawReport {
  var inspection = Inspection(.plain(traits, reset) { (_) throws(Failure) in try make() }, options: options)
  return inspection.run()
}

/// Runs all laws that apply on an allocator that can recognize its own blocks.
///
/// - Complexity: Some ten thousand operations.
@inlinable
public func examineAllocator<Tested: BlockOwner & ~Copyable, Failure: Error>(
  _ traits: AllocatorTrait..., options: LawOptions = LawOptions(), reset: ((inout Tested) -> Void)? = nil,
  make: @escaping () throws(Failure) -> Tested
) -> LawReport {
  var inspection = Inspection(.owner(traits, reset) { (_) throws(Failure) in try make() }, options: options)
  return inspection.run()
}

/// Runs all laws that apply on an allocator that finds its blocks by their addresses.
///
/// - Complexity: Some ten thousand operations.
@inlinable
public func examineAllocator<Tested: BlockLocator & ~Copyable, Failure: Error>(
  _ traits: AllocatorTrait..., options: LawOptions = LawOptions(), reset: ((inout Tested) -> Void)? = nil,
  make: @escaping () throws(Failure) -> Tested
) -> LawReport {
  var inspection = Inspection(.locator(traits, reset) { (_) throws(Failure) in try make() }, options: options)
  return inspection.run()
}

/// Runs all laws that apply on an allocator that draws on a parent, also with hostile and failing parents.
///
/// - Parameters:
///   - traits: What is declared of the allocator, on a parent that has no limits.
///   - options: How much is tried.
///   - reset: Frees everything at once, for allocators that can: `{ unsafe $0.unsafelyReset() }`.
///   - make: Makes a fresh allocator on the parent that it is given; called many times. The error is the parent's
///     refusal.
/// - Complexity: Some ten thousand operations.
@inlinable
public func examineAllocator<Tested: Allocator & ~Copyable, Failure: Error>(
  _ traits: AllocatorTrait..., options: LawOptions = LawOptions(), reset: ((inout Tested) -> Void)? = nil,
  make: @escaping (TestMemory) throws(Failure) -> Tested
) -> LawReport {
  var inspection = Inspection(.plain(traits, reset, make), options: options)
  return inspection.run()
}

/// Runs all laws that apply on a block owner that draws on a parent, also with hostile and failing parents.
///
/// - Complexity: Some ten thousand operations.
@inlinable
public func examineAllocator<Tested: BlockOwner & ~Copyable, Failure: Error>(
  _ traits: AllocatorTrait..., options: LawOptions = LawOptions(), reset: ((inout Tested) -> Void)? = nil,
  make: @escaping (TestMemory) throws(Failure) -> Tested
) -> LawReport {
  var inspection = Inspection(.owner(traits, reset, make), options: options)
  return inspection.run()
}

/// Runs all laws that apply on a block locator that draws on a parent, also with hostile and failing parents.
///
/// - Complexity: Some ten thousand operations.
@inlinable
public func examineAllocator<Tested: BlockLocator & ~Copyable, Failure: Error>(
  _ traits: AllocatorTrait..., options: LawOptions = LawOptions(), reset: ((inout Tested) -> Void)? = nil,
  make: @escaping (TestMemory) throws(Failure) -> Tested
) -> LawReport {
  var inspection = Inspection(.locator(traits, reset, make), options: options)
  return inspection.run()
}
