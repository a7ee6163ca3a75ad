/// An allocator that can deallocate all its blocks at once.
///
/// The requirement is unsafe: nothing checks that no block, and no value in one, is in use. Owners have a safe `reset()`
/// beside it, which stops the program in that case.
public protocol ResettableAllocator: Allocator, ~Copyable, ~Escapable {
  /// Deallocates every block of this allocator; none of them may be used afterwards.
  ///
  /// - Complexity: As each allocator states; never more than O(chunks).
  @unsafe
  mutating func unsafelyReset()
}
