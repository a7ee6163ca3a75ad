/// How to make the allocator under test, again and again, and what is declared of it.
@usableFromInline
struct Specimen {
  @usableFromInline let traits: [AllocatorTrait]
  @usableFromInline let make: (TestMemory) throws(MakingFailure) -> Subject
  @usableFromInline let canReset: Bool
  /// Whether the allocator is a wrapper whose books are looked at.
  @usableFromInline let keepsBooks: Bool

  @usableFromInline
  init(
    traits: [AllocatorTrait], canReset: Bool, keepsBooks: Bool = false,
    make: @escaping (TestMemory) throws(MakingFailure) -> Subject
  ) {
    self.traits = traits
    self.canReset = canReset
    self.keepsBooks = keepsBooks
    self.make = make
  }
}

extension Specimen {
  /// An allocator that is no owner.
  @inlinable
  static func plain<Tested: Allocator & ~Copyable, Failure: Error>(
    _ traits: [AllocatorTrait], _ reset: ((inout Tested) -> Void)?,
    _ make: @escaping (TestMemory) throws(Failure) -> Tested
  ) -> Specimen {
    Specimen(traits: traits, canReset: reset != nil) { (memory) throws(MakingFailure) in
      do throws(Failure) {
        return AllocatorSubject(try make(memory), isOwner: false, resetting: reset)
      } catch {
        throw MakingFailure(error)
      }
    }
  }

  /// An allocator that is an owner.
  @inlinable
  static func owner<Tested: BlockOwner & ~Copyable, Failure: Error>(
    _ traits: [AllocatorTrait], _ reset: ((inout Tested) -> Void)?,
    _ make: @escaping (TestMemory) throws(Failure) -> Tested
  ) -> Specimen {
    Specimen(traits: traits, canReset: reset != nil) { (memory) throws(MakingFailure) in
      do throws(Failure) {
        return OwnerSubject(try make(memory), resetting: reset)
      } catch {
        throw MakingFailure(error)
      }
    }
  }

  /// An allocator that is an owner and locates blocks.
  @inlinable
  static func locator<Tested: BlockLocator & ~Copyable, Failure: Error>(
    _ traits: [AllocatorTrait], _ reset: ((inout Tested) -> Void)?,
    _ make: @escaping (TestMemory) throws(Failure) -> Tested
  ) -> Specimen {
    Specimen(traits: traits, canReset: reset != nil) { (memory) throws(MakingFailure) in
      do throws(Failure) {
        return LocatorSubject(try make(memory), resetting: reset)
      } catch {
        throw MakingFailure(error)
      }
    }
  }
}

extension Specimen {
  /// A script as a test that replays it on this allocator.
  func test(of script: [Step], name: String, hostility: TestMemory.Hostility) -> String {
    var text = "  @Test func `" + name + "`() {\n    let report = replayScript(\n      [\n"
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
