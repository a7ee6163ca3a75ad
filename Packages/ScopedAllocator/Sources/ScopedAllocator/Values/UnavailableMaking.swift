// Messages for those who ask an arena for a value: what lives in it is made in a scope of it.
extension ScopedAllocator where Parent: ~Copyable & ~Escapable {
  @_documentation(visibility: internal)
  @available(*, unavailable, message: "values are made in a scope: let scope = arena.scope()")
  public borrowing func make<Value: ~Copyable>(_ value: consuming Value) -> Value { value }

  @_documentation(visibility: internal)
  @available(*, unavailable, message: "references are made in a scope: let scope = arena.scope()")
  public borrowing func ref<Value>(_ value: Value) -> Value { value }
}

// Messages for those who ask a value to freeze itself: it stays in the memory of a scope, which must know.
extension ScopedArray where Element: ~Copyable & ~Escapable {
  @_documentation(visibility: internal)
  @available(*, unavailable, message: "an array is frozen by its scope: scope.freeze(array)")
  public consuming func freeze() {}
}

extension ScopedBox where Value: ~Copyable & ~Escapable {
  @_documentation(visibility: internal)
  @available(*, unavailable, message: "a box is frozen by its scope: scope.freeze(box)")
  public consuming func freeze() {}
}
