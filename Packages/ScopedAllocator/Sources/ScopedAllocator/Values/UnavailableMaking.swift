// Messages for those who ask an arena for a value: what lives in it is made in a scope of it.
extension ScopedAllocator where Parent: ~Copyable & ~Escapable {
  @_documentation(visibility: internal)
  @available(*, unavailable, message: "values are made in a scope: let scope = arena.scope()")
  public borrowing func make<Value: ~Copyable>(_ value: consuming Value) -> Value { value }

  @_documentation(visibility: internal)
  @available(*, unavailable, message: "references are made in a scope: let scope = arena.scope()")
  public borrowing func ref<Value>(_ value: Value) -> Value { value }
}
