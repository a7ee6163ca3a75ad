/// An allocator that, once it is sealed, refuses, counts and reports every request.
///
/// Choose it to prove that a part of a program is quiet: that an audio callback, a render loop or a signal handler needs
/// no memory beyond what was set aside. Build everything over a sealed allocator, seal it before that part begins, and
/// look at ``requests`` afterwards.
///
/// ```swift
/// let memory = SystemAllocator().sealed()
/// let voices = try Pool(of: Voice.self, capacity: 64, parent: memory)
/// memory.seal()
/// render(voices)
/// #expect(memory.requests.count == 0, "\(memory.requests)")
/// ```
///
/// It costs one load and a branch for each request. Before it is sealed it passes everything on. Sealed, it
/// refuses what needs memory; deallocating and shrinking are requests, too, since they reach the base, which may take a
/// lock: they are counted and reported, and then passed on, because they must not fail.
///
/// Each operation is O(1), beside what the base costs and, for the first 16 requests while it is sealed, a description
/// of the calls that led to them, unless it says otherwise.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
public struct SealedAllocator<Base: Allocator & ~Copyable>: ~Copyable {
  public let _base: Base
  /// What was asked of it since it was sealed; shared by all copies.
  public let requests: SealedRequests

  /// `base`, not sealed yet.
  ///
  /// - Parameters:
  ///   - base: What requests are passed on to.
  ///   - requests: Where requests are noted; several allocators may share one, and are sealed together.
  public init(_ base: consuming Base, requests: SealedRequests = SealedRequests()) {
    self._base = base
    self.requests = requests
  }

  /// From here on every request is refused, counted and reported.
  public borrowing func seal() { requests.seal() }

  /// From here on requests are passed on again.
  public borrowing func unseal() { requests.unseal() }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension SealedAllocator: Copyable where Base: Copyable {}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension SealedAllocator: Sendable where Base: Sendable & ~Copyable {}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension SealedAllocator: Allocator where Base: ~Copyable {}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension SealedAllocator: ForwardingAllocator where Base: ~Copyable {
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if requests.notes("allocate", byteCount, alignment) { return nil }
    return unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  public borrowing func deallocate(_ block: Block) {
    _ = unsafe requests.notes("deallocate", block.byteCount, block.alignment)
    unsafe _base.deallocate(block)
  }

  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe requests.notes("resize to", byteCount, block.alignment) && byteCount > block.byteCount { return false }
    return unsafe _base.resize(&block, byteCount: byteCount)
  }

  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe requests.notes("reallocate to", byteCount, block.alignment) && byteCount > block.byteCount {
      return false
    }
    return unsafe _base.reallocateIfPossible(&block, byteCount: byteCount)
  }

  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if requests.notes("allocate zeroed", byteCount, alignment) { return nil }
    return unsafe _base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }

  public borrowing func releaseUnused() -> Int {
    _ = requests.notes("release unused", 0, 1)
    return _base.releaseUnused()
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      Explanation(
        "SealedAllocator", wrapping: _base.explain(), role: "base", figures: [("requests", requests.count)])
    }
  #endif
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension SealedAllocator: BlockOwner where Base: BlockOwner & ~Copyable {}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension SealedAllocator: BlockLocator where Base: BlockLocator & ~Copyable {
  @unsafe
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    _ = requests.notes("deallocate by address", 0, 1)
    unsafe _base.deallocate(containing: address)
  }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension Allocator where Self: ~Copyable {
  /// This allocator, which can be sealed: see ``SealedAllocator``.
  ///
  /// - Complexity: O(1).
  public consuming func sealed() -> SealedAllocator<Self> { SealedAllocator(self) }
}
