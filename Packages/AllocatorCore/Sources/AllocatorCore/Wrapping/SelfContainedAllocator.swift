/// Marks an allocator whose move moves everything that it reaches: nobody else can reach it, unless from any thread.
///
/// `locked()`, in AllocatorCombinators, takes these only. A lock orders what passes through it, so it protects nothing
/// that a handle or a logger beside it reaches as well. The compiler cannot see that in a `consuming` method; this
/// promise is what it goes by instead.
///
/// An owner of its memory is self-contained where its parent is, a combination where its parts are, an allocator behind
/// a lock always, and a copyable handle only where it is `Sendable`. What holds a counter, a list or a handle that
/// others may hold as well is not.
///
/// To mark an allocator of one's own, declare it: `struct Slabs: Allocator, SelfContainedAllocator, ~Copyable`. The
/// compiler does not check it, and a wrong promise is a data race; `LockedAllocator(_:)` is checked, and asks for none.
///
/// It inherits nothing and costs nothing: a marker may depend on `Sendable`, which no ordinary protocol may.
@_marker
public protocol SelfContainedAllocator: ~Copyable, ~Escapable {}

extension SystemAllocator: SelfContainedAllocator {}

extension SharedAllocator: SelfContainedAllocator where Owner: Sendable & ~Copyable {}

#if !hasFeature(Embedded)
  extension AnySendableAllocator: SelfContainedAllocator {}
#endif
