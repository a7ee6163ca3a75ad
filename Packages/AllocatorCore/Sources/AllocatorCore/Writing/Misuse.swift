/// Stops the program with a message that says what was done wrong.
///
/// Unlike `preconditionFailure` it prints the message in optimized builds, too; under Embedded Swift, where messages
/// need the full runtime, it traps.
@inline(never)
public func _stop(_ message: @autoclosure () -> String) -> Never {
  #if hasFeature(Embedded)
    fatalError("an allocator was misused")
  #else
    fatalError(message())
  #endif
}
