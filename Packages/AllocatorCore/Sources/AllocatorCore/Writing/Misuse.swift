#if hasFeature(Embedded)
  /// Stops the program. The message is not made: what makes it would take some 20 KB of a device's memory.
  @inlinable
  @inline(always)
  public func _stop(_ message: @autoclosure () -> String) -> Never { _stopWithoutWords() }

  @inline(never)
  public func _stopWithoutWords() -> Never { fatalError("an allocator was misused") }
#else
  /// Stops the program with a message that says what was done wrong.
  ///
  /// Unlike `preconditionFailure` it prints the message in optimized builds, too; under Embedded Swift, where messages
  /// need the full runtime, it traps.
  @inline(never)
  public func _stop(_ message: @autoclosure () -> String) -> Never { fatalError(message()) }
#endif
