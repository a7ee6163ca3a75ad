// Messages for those who ask an owner or a scope for a container: it would have nothing to store.

extension Allocator where Self: ~Copyable & ~Escapable {
  @_documentation(visibility: internal)
  @available(*, unavailable, message: "a container stores a handle: use borrowed(), or shared() of an owner")
  public borrowing func makeArray<Element: ~Copyable>(
    of type: Element.Type, capacity: Int = 0
  ) throws(AllocationError) -> AllocatedArray<Element, SystemAllocator> { throw .outOfMemory }

  @_documentation(visibility: internal)
  @available(*, unavailable, message: "a container stores a handle: use borrowed(), or shared() of an owner")
  public borrowing func makeArray<Element>(
    copying source: Span<Element>
  ) throws(AllocationError) -> AllocatedArray<Element, SystemAllocator> { throw .outOfMemory }

  @_documentation(visibility: internal)
  @available(*, unavailable, message: "a container stores a handle: use borrowed(), or shared() of an owner")
  public borrowing func makeArray<Element>(
    repeating element: Element, count: Int
  ) throws(AllocationError) -> AllocatedArray<Element, SystemAllocator> { throw .outOfMemory }

  @_documentation(visibility: internal)
  @available(*, unavailable, message: "a container stores a handle: use borrowed(), or shared() of an owner")
  public borrowing func makeDeque<Element: ~Copyable>(
    of type: Element.Type, capacity: Int = 0
  ) throws(AllocationError) -> AllocatedDeque<Element, SystemAllocator> { throw .outOfMemory }

  @_documentation(visibility: internal)
  @available(*, unavailable, message: "a container stores a handle: use borrowed(), or shared() of an owner")
  public borrowing func makeDictionary<Key: Hashable, Value: ~Copyable>(
    from keys: Key.Type, to values: Value.Type, capacity: Int = 0
  ) throws(AllocationError) -> AllocatedDictionary<Key, Value, SystemAllocator> { throw .outOfMemory }

  @_documentation(visibility: internal)
  @available(*, unavailable, message: "a container stores a handle: use borrowed(), or shared() of an owner")
  public borrowing func makeSet<Element: Hashable>(
    of type: Element.Type, capacity: Int = 0
  ) throws(AllocationError) -> AllocatedSet<Element, SystemAllocator> { throw .outOfMemory }

  @_documentation(visibility: internal)
  @available(*, unavailable, message: "a container stores a handle: use borrowed(), or shared() of an owner")
  public borrowing func makeSlots<Element: ~Copyable>(
    of type: Element.Type, capacity: Int = 0
  ) throws(AllocationError) -> AllocatedSlots<Element, SystemAllocator> { throw .outOfMemory }

  @_documentation(visibility: internal)
  @available(*, unavailable, message: "a container stores a handle: use borrowed(), or shared() of an owner")
  public borrowing func makeString(
    _ text: InterpolatedText = ""
  ) throws(AllocationError) -> AllocatedString<SystemAllocator> { throw .outOfMemory }
}
