/// How much the kit tries.
///
/// Everything has a bound. A walk has the steps that are given here, and goes straight to its end when it has written
/// and read 64 MiB; of a block of more than 128 KiB it touches parts only. A script that breaks a law is shrunk by no
/// more than 3000 attempts of 200,000 steps and 256 MiB together. So a verdict takes seconds, also in debug builds.
///
/// Nor has an allocator to copy, fill, or wipe more than 16 MiB in a step, also one that is granted gigabytes. More is
/// asked for only where that must be refused, or where nobody but the parent, which refuses it, could have it: a step is
/// left out when the allocator grants 16 MiB while its parent refuses everything. One that grants only larger blocks
/// without its parent is found out by 256 MiB, in one walk. A block of more than 16 MiB is changed to another such size
/// in place, or not at all.
///
/// Each operation is O(1) unless it says otherwise.
public struct LawOptions: Sendable {
  /// Where random walks begin; the same seed makes the same walks.
  public var seed: UInt64
  /// How many random walks are made with a friendly parent; a third of them again with each hostile one, with blocks of
  /// more than 64 KiB, with sizes that come again, and with hundreds of live blocks.
  public var walkCount: Int
  /// How many steps a random walk has; one with hundreds of live blocks has four times as many.
  public var stepCount: Int
  /// How many cheap operations one fresh allocator lives through at the end, for what needs thousands of them. An
  /// allocator with a bound is emptied to the last block if there are no more than a sixteenth of that, nor than 1024.
  public var longLifeCount: Int
  /// How many seconds of processor time a step may take before the program is stopped, with the step's name in the
  /// message; zero for ever.
  public var secondsPerStep: Int

  /// The defaults take less than a second for most allocators, also in debug builds.
  public init(
    seed: UInt64 = 0x5EED, walkCount: Int = 12, stepCount: Int = 160, longLifeCount: Int = 20_000,
    secondsPerStep: Int = 20
  ) {
    self.seed = seed
    self.walkCount = walkCount
    self.stepCount = stepCount
    self.longLifeCount = longLifeCount
    self.secondsPerStep = secondsPerStep
  }
}
