import Allocators

/// An allocator that a trace can be replayed on: a recipe, made anew for each measurement.
///
/// A recipe is generic over the leaf it draws from, so that the same composition runs on the system when it is timed
/// and on a counting leaf when it is measured.
public protocol Composition: Sendable {
  /// What `--allocator` and the table call it.
  var name: String { get }
  /// What it is, in one line.
  var summary: String { get }
  /// Whether its type is known to the compiler, so that its calls are direct.
  var kind: CompositionKind { get }
  /// The same as a description that `--allocator` takes, part by part: what its ledger is kept by. `nil` when there is
  /// none.
  var specification: String? { get }
  /// Whether it is made anew for every round, because it does not reuse all that is freed.
  var startsAfresh: Bool { get }

  /// Whether its memory comes from the leaf, so that what it holds can be counted.
  var drawsFromLeaf: Bool { get }

  /// Makes the allocator and hands it to `visitor`.
  ///
  /// - Throws: ``AllocationError`` when the leaf has not the memory that the allocator begins with.
  func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result

  // Requirements, so that each composition has them compiled for its own type; the defaults below are the only ones.
  /// Times rounds of the trace.
  func time(_ script: ReplayScript, rounds: Int, progress: () -> Void) throws(AllocationError) -> [Double]
  /// Replays once, touching every page, and returns how far resident memory rose; looks behind each of `cuts`.
  func measureResident(
    _ script: ReplayScript, cuts: [Int], memory: ResidentMemory
  ) throws(AllocationError) -> ResidentMeasurement
  /// Replays once, counting what is held; checks everything if `isVerifying`.
  func inspect(_ trace: Trace, table: SlotTable, isVerifying: Bool) throws(AllocationError) -> Inspection
}

/// Whether the compiler knew a composition's type.
public enum CompositionKind: String, Sendable {
  /// Its type is known: calls are direct and inlined.
  case specialised
  /// It was put together at run time and is reached through `AnyAllocator`: every call of every part is a dynamic one.
  case erased
  /// A library that was preloaded in place of the platform's `malloc`, and is called as that is.
  case preloaded
}

/// What a replay made resident.
public struct ResidentMeasurement: Sendable {
  /// How far resident anonymous memory rose at most, in bytes.
  public var riseByteCount: Int
  /// How far it had risen behind each cut.
  public var timeline: [Int] = []
  /// The number of requests refused.
  public var failures: Int
}

/// Something to do with an allocator of any type.
public protocol AllocatorVisitor {
  associatedtype Result
  func visit<A: Allocator & ~Copyable & ~Escapable>(_ allocator: borrowing A) -> Result
}
