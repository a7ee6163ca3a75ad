#if !hasFeature(Embedded) && (canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android))
  #if canImport(Darwin)
    import Darwin
  #elseif canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #elseif canImport(Android)
    import Android
  #endif

  #if canImport(Glibc) || canImport(Musl) || canImport(Android)
    // Declared in <pthread.h> for GNU programs, which the platform's module is not.
    @_extern(c, "pthread_getattr_np")
    private func platformThreadAttributes(_ thread: pthread_t, _ attributes: UnsafeMutablePointer<pthread_attr_t>)
      -> CInt
  #endif

  /// How many parts of one type are destroyed within each other because their handles differ.
  let mostHandles = 16

  /// What a collector began with, whose kind what waits must have.
  @unsafe
  struct DestructionLevel {
    /// The type of box or container.
    let type: UInt
    /// A copy of the handle that its memory came from.
    let handle: UnsafeMutableRawBufferPointer
    /// How many there are of its type, up to this one.
    let number: Int
    /// The parts that wait for the values around it: those of fields in front of it.
    let parts: Range<Int>
  }

  /// Something whose destruction waits for that of what it is part of.
  @unsafe
  struct QueuedDestruction {
    let address: UnsafeMutableRawPointer
    let destroy: (UnsafeMutableRawPointer) -> Void
  }

  /// The addresses that the stack of this thread may take; nil where the system does not say.
  private func stackBounds() -> Range<UInt>? {
    #if canImport(Darwin)
      let end = unsafe UInt(bitPattern: pthread_get_stackaddr_np(pthread_self()))
      return end - UInt(pthread_get_stacksize_np(pthread_self()))..<end
    #else
      var attributes = pthread_attr_t()
      guard unsafe platformThreadAttributes(pthread_self(), &attributes) == 0 else { return nil }
      defer { _ = unsafe pthread_attr_destroy(&attributes) }
      var (address, byteCount): (UnsafeMutableRawPointer?, Int) = (nil, 0)
      guard unsafe pthread_attr_getstack(&attributes, &address, &byteCount) == 0 else { return nil }
      let start = UInt(bitPattern: address)
      return start..<(start + UInt(byteCount))
    #endif
  }

  /// What a thread knows of the destructors that run on it.
  @unsafe
  struct DestructionState {
    /// Below this address of the stack, destructors are deeply nested: the share below where the first one ran, or half
    /// of what is left of a small stack.
    let limit: UInt
    /// Whether two shares above the limit are this thread's stack still, and no part of another one's.
    let isLimitShared: Bool
    /// The value being destroyed of which the parts may wait; empty when there is no collector.
    var whole = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    /// Where in it a part was found last: the next one is close by.
    var hint = 0
    /// What collectors began with, outermost first.
    var levels = unsafe [DestructionLevel]()
    /// What waits, and nil for what does no longer: parts of the values that are being destroyed, and what comes later.
    var queue = unsafe [QueuedDestruction?]()
    /// Where the parts of the value being destroyed begin in the queue.
    var firstPart = 0

    /// The state of a thread on which the first destructor runs at this address of its stack.
    init(_ stack: UInt) {
      let limit = stack - destructionByteCount
      guard let bounds = stackBounds(), bounds.contains(stack) else {
        unsafe (self.limit, isLimitShared) = (limit, false)
        return
      }
      // The first destructor may run near the start of the stack; the two shares fit when its end of them is there.
      let roomy = bounds.count > 4 * destructionByteCount ? bounds.upperBound - 2 * destructionByteCount : limit
      unsafe self.limit = max(min(limit, roomy), stack - (stack - bounds.lowerBound) / 2)
      unsafe isLimitShared = unsafe self.limit + 2 * destructionByteCount <= bounds.upperBound
    }

    private static let key: pthread_key_t = {
      var key = pthread_key_t()
      let error = unsafe pthread_key_create(&key) { state in
        #if canImport(Darwin)
          unsafe forget(state.assumingMemoryBound(to: DestructionState.self))
        #else
          if let state = unsafe state { unsafe forget(state.assumingMemoryBound(to: DestructionState.self)) }
        #endif
      }
      if error != 0 { _stop("the system has no thread-specific key left for the destruction of boxes") }
      return key
    }()

    /// The state of this thread.
    static func current(_ stack: UInt) -> UnsafeMutablePointer<DestructionState> {
      if let state = unsafe pthread_getspecific(key) {
        return unsafe state.assumingMemoryBound(to: DestructionState.self)
      }
      let state = UnsafeMutablePointer<DestructionState>.allocate(capacity: 1)
      unsafe state.initialize(to: DestructionState(stack))
      _ = unsafe pthread_setspecific(key, state)
      return unsafe state
    }

    /// The thread ends: its stack may become another thread's.
    private static func forget(_ state: UnsafeMutablePointer<DestructionState>) {
      _ = unsafe shallowStack.compareExchange(
        expected: state.pointee.limit, desired: 0, ordering: .relaxed)
      unsafe state.deinitialize(count: 1)
      unsafe state.deallocate()
    }
  }

  // Methods go on the pointer: destructors come back to the same state while it is in use.
  extension UnsafeMutablePointer where Pointee == DestructionState {
    func isDeep(_ stack: UInt) -> Bool {
      let limit = unsafe pointee.limit
      if unsafe pointee.isLimitShared, shallowStack.load(ordering: .relaxed) == 0 {
        _ = shallowStack.compareExchange(expected: 0, desired: limit, ordering: .relaxed)
      }
      return stack < limit
    }

    func destroy(_ value: QueuedDestruction, _ type: UInt, _ handle: UnsafeRawBufferPointer) {
      if unsafe isKnown(type, handle) && isPart(value.address) {
        unsafe pointee.queue.append(value)
        return
      }
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: handle.count, alignment: 16)
      unsafe copy.copyMemory(from: handle)
      let number = unsafe (pointee.levels.last { unsafe $0.type == type }?.number ?? 0) + 1
      unsafe pointee.levels.append(
        DestructionLevel(type: type, handle: copy, number: number, parts: pointee.firstPart..<pointee.queue.count))
      let (whole, hint) = unsafe (pointee.whole, pointee.hint)
      let first = unsafe pointee.queue.count
      unsafe destroyAndTurn(value)
      unsafe destroyQueued(from: first)
      unsafe pointee.whole = unsafe whole
      unsafe pointee.hint = hint
      unsafe pointee.levels.removeLast()
      unsafe copy.deallocate()
      // What was wide is gone; the thread does not keep the room for what waited.
      if first == 0, unsafe pointee.queue.capacity > 256 { unsafe pointee.queue = unsafe [] }
    }

    /// Whether something around is of this kind, or so much is of this type that each part has a handle of its own.
    private func isKnown(_ type: UInt, _ handle: UnsafeRawBufferPointer) -> Bool {
      for index in unsafe pointee.levels.indices.reversed() {
        let level = unsafe pointee.levels[index]
        if unsafe level.type == type, unsafe level.number >= mostHandles || isEqual(level.handle, handle) {
          return true
        }
      }
      return false
    }

    private func isEqual(_ left: UnsafeMutableRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
      guard left.count == right.count, let one = left.baseAddress, let other = right.baseAddress else {
        return left.count == right.count
      }
      return unsafe memcmp(one, other, right.count) == 0
    }

    /// Destroys what is in the queue from a position on, last first.
    private func destroyQueued(from first: Int) {
      while unsafe pointee.queue.count > first {
        if let next = unsafe pointee.queue.removeLast() { unsafe destroyAndTurn(next) }
      }
    }

    /// Destroys a value, and sees to it that its parts come off the queue in the order in which they went there.
    private func destroyAndTurn(_ value: QueuedDestruction) {
      let (first, outer) = unsafe (pointee.queue.count, pointee.firstPart)
      unsafe pointee.firstPart = first
      unsafe value.destroy(value.address)
      unsafe pointee.firstPart = outer
      if unsafe pointee.queue.count - first > 1 { unsafe pointee.queue[first...].reverse() }
    }

    /// Destroys the parts that wait for the values that are being destroyed, in their order.
    func destroyWaitingParts() {
      let first = unsafe pointee.queue.count
      let (whole, hint) = unsafe (pointee.whole, pointee.hint)
      unsafe moveToEnd(pointee.firstPart..<first)
      for level in unsafe pointee.levels.indices.reversed() { unsafe moveToEnd(pointee.levels[level].parts) }
      unsafe destroyQueued(from: first)
      unsafe pointee.whole = unsafe whole
      unsafe pointee.hint = hint
    }

    /// Moves what waits at these positions to the end of the queue, the first one last.
    private func moveToEnd(_ parts: Range<Int>) {
      for index in parts.reversed() {
        if let part = unsafe pointee.queue[index] { unsafe pointee.queue.append(part) }
        unsafe pointee.queue[index] = nil
      }
    }

    /// Whether `address` is in the memory of the value that is being destroyed.
    private func isPart(_ address: UnsafeMutableRawPointer) -> Bool {
      let (whole, word) = unsafe (pointee.whole, MemoryLayout<UInt>.size)
      // A value that is aligned to less than a word holds no address.
      let count = UInt(bitPattern: whole.baseAddress) % UInt(word) == 0 ? whole.count / word : 0
      var index = unsafe pointee.hint
      for _ in 0..<count {
        if unsafe whole.load(fromByteOffset: index * word, as: UInt.self) == UInt(bitPattern: address) {
          unsafe pointee.hint = index
          return true
        }
        index = index + 1 == count ? 0 : index + 1
      }
      return false
    }
  }
#endif
