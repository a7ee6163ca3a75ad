/// An allocator that serves some requests from another one: one in a number, or those of some sizes.
///
/// Choose it to watch a running program at a bearable price: one request in a thousand goes to a checked or guarded
/// allocator, and the same mistake is found sooner or later. Or to try a new allocator on a share of the requests.
///
/// A request costs a countdown, and a returned block the sample's `owns(_:)`. The countdown lives behind a pointer, taken
/// from the platform's heap once.
///
/// It is a ``FallbackAllocator`` whose primary is asked now and then, so blocks are returned by ownership; zeroing and
/// resizing are passed on to the part that has the block. It is a `BlockOwner`, a `BlockLocator` or a
/// `ResettableAllocator` where both parts are. A request that the sample refuses goes to the base, so it refuses what the
/// base refuses. It cannot be copied, since a copy would count down, too.
///
/// Each operation is O(1), and costs what that of a `FallbackAllocator` costs, unless it says otherwise.
@frozen
public struct SampledAllocator<
  Base: Allocator & ~Copyable & ~Escapable, Sample: BlockOwner & ~Copyable & ~Escapable
>: ~Copyable, ~Escapable {
  public var _base: FallbackAllocator<SampleGate<Sample>, Base>

  /// Serves one request in `interval` from `sample`.
  ///
  /// - Parameters:
  ///   - base: Serves all other requests.
  ///   - interval: The number of requests, of which the last one goes to `sample`; at least 1.
  ///   - sizes: The sizes in bytes that are counted; all, when there are none.
  ///   - sample: Serves the chosen requests.
  /// - Complexity: O(1) and one allocation from the platform's heap.
  @_lifetime(copy base, copy sample)
  @inlinable
  public init(_ base: consuming Base, every interval: Int, sizes: ClosedRange<Int>?, into sample: consuming Sample) {
    if interval < 1 { _stop("an allocator is to serve one request in less than one") }
    _base = FallbackAllocator(
      SampleGate(sample, countdown: Countdown(interval), sizes: sizes ?? 0...Int.max), to: base)
  }
}

extension SampledAllocator: Escapable where Base: Escapable & ~Copyable, Sample: Escapable & ~Copyable {}
extension SampledAllocator: Allocator where Base: ~Copyable & ~Escapable, Sample: ~Copyable & ~Escapable {}
extension SampledAllocator: ForwardingAllocator where Base: ~Copyable & ~Escapable, Sample: ~Copyable & ~Escapable {}
extension SampledAllocator: TransparentAllocator where Base: ~Copyable & ~Escapable, Sample: ~Copyable & ~Escapable {
  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      let gate = _base.primary.countdown.interval
      var explanation = Explanation(
        "SampledAllocator", parameters: [("one in", "\(gate)")],
        joining: [("sample", _base.primary._base.explain()), ("base", _base.secondary.explain())])
      explanation.capabilities.remove(.isThreadSafe)  // it counts without a lock
      return explanation
    }
  #endif
}
extension SampledAllocator: BlockOwner
where Base: BlockOwner & ~Copyable & ~Escapable, Sample: ~Copyable & ~Escapable {}
extension SampledAllocator: BlockLocator
where Base: BlockLocator & ~Copyable & ~Escapable, Sample: BlockLocator & ~Copyable & ~Escapable {}
extension SampledAllocator: ResettableAllocator
where Base: ResettableAllocator & ~Copyable & ~Escapable, Sample: ResettableAllocator & ~Copyable & ~Escapable {
  @unsafe
  @inlinable
  public mutating func unsafelyReset() { unsafe _base.unsafelyReset() }
}
extension SampledAllocator: SelfContainedAllocator
where Base: SelfContainedAllocator & ~Copyable & ~Escapable, Sample: SelfContainedAllocator & ~Copyable & ~Escapable {}

/// The door of a ``SampledAllocator``: it refuses requests whose turn has not come, and forwards everything else.
///
/// Each operation is O(1) and at most one call of the base unless it says otherwise.
@frozen
public struct SampleGate<Base: BlockOwner & ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  public var _base: Base
  @usableFromInline let countdown: Countdown
  @usableFromInline let sizes: ClosedRange<Int>

  @_lifetime(copy base)
  @inlinable
  init(_ base: consuming Base, countdown: consuming Countdown, sizes: ClosedRange<Int>) {
    _base = base
    self.countdown = countdown
    self.sizes = sizes
  }

  /// Whether it is this request's turn.
  @inlinable
  borrowing func admits(_ byteCount: Int) -> Bool { sizes.contains(byteCount) && countdown.step() }
}

extension SampleGate: Escapable where Base: Escapable & ~Copyable {}
extension SampleGate: Allocator where Base: ~Copyable & ~Escapable {}
extension SampleGate: ForwardingAllocator where Base: ~Copyable & ~Escapable {}
extension SampleGate: BlockOwner where Base: ~Copyable & ~Escapable {}
extension SampleGate: BlockLocator where Base: BlockLocator & ~Copyable & ~Escapable {}
extension SampleGate: SelfContainedAllocator where Base: SelfContainedAllocator & ~Copyable & ~Escapable {}
extension SampleGate: ResettableAllocator where Base: ResettableAllocator & ~Copyable & ~Escapable {
  @unsafe
  @inlinable
  public mutating func unsafelyReset() { unsafe _base.unsafelyReset() }
}

extension SampleGate: TransparentAllocator where Base: ~Copyable & ~Escapable {
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    admits(byteCount) ? unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: alignment) : nil
  }

  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    admits(byteCount) ? unsafe _base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment) : nil
  }

  /// At most one block of a call is a sample.
  @inlinable
  public borrowing func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    guard count > 0, let block = unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return 0 }
    unsafe body(block)
    return 1
  }
}

/// A count behind a pointer, with a part of its own for its deinitializer, as ``LimitedAllocator`` has.
@safe
@frozen
@usableFromInline
struct Countdown: ~Copyable {
  @usableFromInline let rest: UnsafeMutablePointer<Int>
  @usableFromInline let interval: Int

  @inlinable
  init(_ interval: Int) {
    unsafe rest = .allocate(capacity: 1)
    unsafe rest.initialize(to: interval)
    self.interval = interval
  }

  @inlinable
  deinit { unsafe rest.deallocate() }

  /// Counts one down, and starts over at zero; then it is `true`.
  @inlinable
  borrowing func step() -> Bool {
    unsafe rest.pointee &-= 1
    if unsafe rest.pointee > 0 { return false }
    unsafe rest.pointee = interval
    return true
  }
}

extension Allocator where Self: ~Copyable & ~Escapable {
  /// This allocator, with one request in `interval` served by `sample`.
  ///
  /// - Parameters:
  ///   - interval: The number of requests, of which the last one goes to `sample`; at least 1.
  ///   - sizes: The sizes in bytes that are counted; all, when there are none.
  ///   - sample: Serves the chosen requests.
  /// - Complexity: O(1) and one allocation from the platform's heap.
  @_lifetime(copy self, copy sample)
  @inlinable
  public consuming func sampled<Sample: BlockOwner & ~Copyable & ~Escapable>(
    every interval: Int, sizes: ClosedRange<Int>? = nil, into sample: consuming Sample
  ) -> SampledAllocator<Self, Sample> {
    SampledAllocator(self, every: interval, sizes: sizes, into: sample)
  }
}
