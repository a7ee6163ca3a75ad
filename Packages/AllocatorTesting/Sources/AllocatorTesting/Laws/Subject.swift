/// The allocator under test behind dynamic calls, so that the laws are compiled once and not for every allocator.
///
/// The subclasses are inlinable: what they call is specialised in the module of the test, as in real use.
@usableFromInline
class Subject {
  /// Whether the allocator's type conforms to `BlockOwner`.
  @usableFromInline let isOwner: Bool

  @usableFromInline
  init(isOwner: Bool) { self.isOwner = isOwner }

  @usableFromInline func allocate(byteCount: Int, alignment: Int) -> Block? { abstract() }
  @usableFromInline func allocateZeroed(byteCount: Int, alignment: Int) -> Block? { abstract() }
  @usableFromInline func deallocate(_ block: Block) { abstract() }
  @usableFromInline func resize(_ block: inout Block, byteCount: Int) -> Bool { abstract() }
  @usableFromInline func reallocate(_ block: inout Block, byteCount: Int) -> Bool { abstract() }
  @usableFromInline func goodByteCount(for byteCount: Int, alignment: Int) -> Int { abstract() }
  @usableFromInline func supports(byteCount: Int, alignment: Int) -> Bool { abstract() }
  @usableFromInline func owns(_ block: Block) -> Bool { abstract() }
  /// Frees everything at once; false when the allocator cannot.
  @usableFromInline func reset() -> Bool { abstract() }
  #if !hasFeature(Embedded)
    @usableFromInline func explain() -> Explanation { abstract() }
    @usableFromInline var typeName: String { abstract() }
  #endif
}

/// Every method above is overridden below.
private func abstract() -> Never { _stop("an abstract subject was called") }

@usableFromInline
class AllocatorSubject<Tested: Allocator & ~Copyable>: Subject {
  @usableFromInline var allocator: Tested
  @usableFromInline let resetting: ((inout Tested) -> Void)?

  @inlinable
  init(_ allocator: consuming Tested, isOwner: Bool, resetting: ((inout Tested) -> Void)?) {
    self.allocator = allocator
    self.resetting = resetting
    super.init(isOwner: isOwner)
  }

  @inlinable
  deinit {}

  @inlinable
  override func allocate(byteCount: Int, alignment: Int) -> Block? {
    unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  override func allocateZeroed(byteCount: Int, alignment: Int) -> Block? {
    unsafe allocator.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  override func deallocate(_ block: Block) { unsafe allocator.deallocate(block) }
  @inlinable
  override func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe allocator.resize(&block, byteCount: byteCount)
  }
  @inlinable
  override func reallocate(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe allocator.reallocateIfPossible(&block, byteCount: byteCount)
  }
  @inlinable
  override func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    allocator.goodByteCount(for: byteCount, alignment: alignment)
  }
  @inlinable
  override func supports(byteCount: Int, alignment: Int) -> Bool {
    allocator.supports(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  override func reset() -> Bool {
    guard let resetting else { return false }
    resetting(&allocator)
    return true
  }
  #if !hasFeature(Embedded)
    @inlinable
    override func explain() -> Explanation { allocator.explain() }
    @usableFromInline
    override var typeName: String { String(describing: Tested.self) }
  #endif
}

@usableFromInline
final class OwnerSubject<Tested: BlockOwner & ~Copyable>: AllocatorSubject<Tested> {
  @inlinable
  init(_ allocator: consuming Tested, resetting: ((inout Tested) -> Void)?) {
    super.init(allocator, isOwner: true, resetting: resetting)
  }

  @inlinable
  deinit {}

  @inlinable
  override func owns(_ block: Block) -> Bool { unsafe allocator.owns(block) }
}

/// How to make the allocator under test, again and again, and what is declared of it.
@usableFromInline
struct Specimen {
  @usableFromInline let traits: [AllocatorTrait]
  @usableFromInline let make: (TestMemory) throws(MakingFailure) -> Subject
  @usableFromInline let canReset: Bool

  @usableFromInline
  init(
    traits: [AllocatorTrait], canReset: Bool, make: @escaping (TestMemory) throws(MakingFailure) -> Subject
  ) {
    self.traits = traits
    self.canReset = canReset
    self.make = make
  }
}

extension Specimen {
  /// A script as a test that replays it on this allocator.
  func test(of script: [Step], name: String, hostility: TestMemory.Hostility) -> String {
    var text = "  @Test func " + name + "() {\n    let report = replayScript(\n      [\n"
    for step in script { text += "        " + step.description + ",\n" }
    text += "      ]"
    for (index, trait) in traits.enumerated() { text += (index == 0 ? ",\n      " : ", ") + trait.description }
    if !hostility.isEmpty { text += ",\n      parent: " + hostility.description }
    return text + "\n    ) { /* make it as in the failing check */ }\n    #expect(report.passed, \"\\(report)\")\n  }"
  }
}

/// The allocator under test could not be made.
@usableFromInline
struct MakingFailure: Error {
  let reason: String

  @usableFromInline
  init<Failure: Error>(_ error: Failure) {
    #if hasFeature(Embedded)
      reason = "its initializer threw"
    #else
      reason = "\(error)"
    #endif
  }
}
