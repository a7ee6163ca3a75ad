// A box destroys its value, which destroys the boxes in it, and so on: a chain of a million boxes would overflow the
// stack. So destruction that has used up its share of the stack goes on in a loop. Whoever meets the limit first, the
// *collector*, destroys its value, and the boxes that this value holds are queued instead of being destroyed within;
// then the collector destroys their values one by one, in the same way, before it returns.
//
// Only what is part of the value being destroyed may wait: anything else that ends meanwhile, such as a local box in a
// destructor, may be in memory that is gone a moment later. A part has its address in the value's memory. But that may
// also be a part's that has ended, whose memory a local box got, or mean something else. So what waits must be of a kind,
// too, of which something around it is: of the same type, in memory from the same handle, which is not gone before that
// is. Deep nesting repeats its kinds. What differs is destroyed at once; but where many differ by their handles only,
// each part of a long list has another one, or handles have bytes that mean nothing.
//
// A value that may refer to what is in a scope must not wait beyond the end of that scope, which the value around it may
// hold: before such a value is destroyed all waits end, and its parts do not wait.
#if !hasFeature(Embedded) && (canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android))
  internal import CAllocatorThread
  import Synchronization

  #if DEBUG
    /// Where the stack ends: where a function of C that it calls has its frame. A local variable would be elsewhere under
    /// AddressSanitizer, and the register cannot be read under ThreadSanitizer.
    private func stackPointer() -> UnsafeMutableRawPointer { unsafe c_allocator_stack() }
  #else
    // The register itself: one instruction.
    @_extern(c, "llvm.stacksave.p0")
    private func stackPointer() -> UnsafeMutableRawPointer
  #endif

  /// The stack that nested destructors may use before the rest goes on in a loop.
  let destructionByteCount: UInt = 1 << 17

  /// The lower end of a piece of stack, twice that share long, where no thread is deeply nested; one thread's, so that
  /// the others look up their own.
  let shallowStack = Atomic<UInt>(0)

  /// Whether nested destructors have used up their share of the stack.
  @inline(never)
  public func _isDeeplyNested() -> Bool {
    let stack = unsafe UInt(bitPattern: stackPointer())
    if stack &- shallowStack.load(ordering: .relaxed) < 2 * destructionByteCount { return false }
    return isDeeplyNestedElsewhere(stack)
  }

  @inline(never)
  private func isDeeplyNestedElsewhere(_ stack: UInt) -> Bool {
    unsafe DestructionState.current(stack).isDeep(stack)
  }

  /// Destroys something that is deeply nested, or leaves it to the collector that is destroying what it is part of.
  ///
  /// `destroy` calls ``_willDestroyDeeplyNested(_:byteCount:)`` for each value that it destroys, and
  /// ``_didDestroyDeeplyNested()`` before it deallocates one.
  ///
  /// - Parameters:
  ///   - address: What is handed to `destroy`; the whole's memory holds it.
  ///   - type: What is destroyed: a box or a container.
  ///   - handle: Where the handle is that its memory came from.
  ///   - destroy: Destroys it and returns its memory.
  @unsafe
  @inline(never)
  public func _destroyDeeplyNested<Owner: ~Copyable & ~Escapable, Handle: ~Escapable>(
    _ address: UnsafeMutableRawPointer, _ type: Owner.Type, handle: UnsafeRawPointer, _ handleType: Handle.Type,
    by destroy: @escaping (UnsafeMutableRawPointer) -> Void
  ) {
    let state = unsafe DestructionState.current(UInt(bitPattern: stackPointer()))
    let bytes = unsafe UnsafeRawBufferPointer(start: handle, count: MemoryLayout<Handle>.size)
    unsafe state.destroy(
      QueuedDestruction(address: address, destroy: destroy), unsafeBitCast(type, to: UInt.self), bytes)
  }

  /// Notes that the value at `address` is about to be destroyed, and that its parts may wait.
  @unsafe
  @inline(never)
  public func _willDestroyDeeplyNested(_ address: UnsafeMutableRawPointer, byteCount: Int) {
    let state = unsafe DestructionState.current(UInt(bitPattern: stackPointer()))
    unsafe state.pointee.whole = unsafe UnsafeRawBufferPointer(start: address, count: byteCount)
    unsafe state.pointee.hint = 0
  }

  /// Notes that the value that was to be destroyed is, and that its memory may go.
  @inline(never)
  public func _didDestroyDeeplyNested() {
    let state = unsafe DestructionState.current(UInt(bitPattern: stackPointer()))
    unsafe state.pointee.whole = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    unsafe state.pointee.hint = 0
  }

  /// Destroys the parts that wait for the values that are being destroyed, in their order: what they need is about to go.
  @inline(never)
  public func _destroyWaitingParts() {
    let state = unsafe DestructionState.current(UInt(bitPattern: stackPointer()))
    unsafe state.destroyWaitingParts()
  }
#else
  @inlinable
  public func _isDeeplyNested() -> Bool { false }
  @unsafe
  @inlinable
  public func _destroyDeeplyNested<Owner: ~Copyable & ~Escapable, Handle: ~Escapable>(
    _ address: UnsafeMutableRawPointer, _ type: Owner.Type, handle: UnsafeRawPointer, _ handleType: Handle.Type,
    by destroy: (UnsafeMutableRawPointer) -> Void
  ) {
    unsafe destroy(address)
  }
  @unsafe
  @inlinable
  public func _willDestroyDeeplyNested(_ address: UnsafeMutableRawPointer, byteCount: Int) {}
  @inlinable
  public func _didDestroyDeeplyNested() {}
  @inlinable
  public func _destroyWaitingParts() {}
#endif
