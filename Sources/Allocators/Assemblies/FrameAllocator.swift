public import AllocatorCore
internal import ScopedAllocator
internal import Synchronization

/// Memory for results that are read for some frames: what is made in frame *n* can be read until frame *n* + N begins.
///
/// Choose it for games, audio and pipelines, where one stage writes what the next ones read. Scopes cannot express that
/// in a loop, since the frames overlap. Results are reached by handles, which can be copied and stored anywhere, and
/// know when they are stale: reading one is `nil` then, never another frame's memory.
///
/// It is a ring of arenas, a `ScopedAllocator` for each frame: beginning a frame moves on to the next one and resets it.
/// Storing is an addition and a copy; reading costs comparisons of the allocator's number and the frame's; beginning a
/// frame is O(chunks), whatever it held. Values are `BitwiseCopyable`, so that nothing has to be destroyed. Each is
/// rounded up to 8 bytes.
///
/// It asks the system's heap for an arena for each frame, once, and with a `GrowthPolicy` other than `fixed` for more. It
/// refuses what the rest of the frame has no room for.
///
/// ```swift
/// var frames = try FrameAllocator(frameCount: 2, byteCount: 1 << 20)
/// let positions = try frames.store(copying: [1.0, 2.0, 3.0])
/// frames.beginFrame()
/// frames.withElements(of: positions) { span in … }    // the last frame's, still there
/// ```
@safe
public struct FrameAllocator: ~Copyable {
  private let arenas: UnsafeMutablePointer<ScopedAllocator<SystemAllocator>>
  /// The number of frames that can be read at once, the current one included.
  public let frameCount: Int
  /// The room of each frame at first, in bytes.
  public let frameByteCount: Int
  /// The number of the current frame; the first one is 0.
  public private(set) var frame = 0
  /// Distinguishes this allocator from all others of the program, those that were destroyed included.
  private let number = allocatorCount.wrappingAdd(1, ordering: .relaxed).newValue

  /// Frames in memory of the system's heap.
  ///
  /// - Parameters:
  ///   - frameCount: How many frames can be read at once, the current one included; at least 1.
  ///   - byteCount: The room of each frame, in bytes, rounded up to a multiple of 16; zero or more.
  ///   - growth: How much room to ask the system for when a frame is full: `fixed` is nothing.
  /// - Throws: `AllocationError.outOfMemory` when there is no room for all frames.
  /// - Complexity: O(`frameCount`).
  public init(frameCount: Int, byteCount: Int, growth: GrowthPolicy = .fixed) throws(AllocationError) {
    if frameCount < 1 || byteCount < 0 { _stop("a frame allocator is to have no frame, or less than no room") }
    unsafe arenas = try Self.makeArenas(frameCount: frameCount, byteCount: byteCount, growth: growth)
    self.frameCount = frameCount
    frameByteCount = unsafe arenas.pointee.capacity
  }

  deinit { unsafe Self.destroy(arenas, count: frameCount, of: frameCount) }

  private static var stride: Int { MemoryLayout<ScopedAllocator<SystemAllocator>>.stride }
  private static var alignment: Int { MemoryLayout<ScopedAllocator<SystemAllocator>>.alignment }

  /// An arena for each frame; none is left when one of them is refused.
  private static func makeArenas(
    frameCount: Int, byteCount: Int, growth: GrowthPolicy
  ) throws(AllocationError) -> UnsafeMutablePointer<ScopedAllocator<SystemAllocator>> {
    guard let ringByteCount = SizeArithmetic.product(frameCount, stride) else { throw .outOfMemory }
    let ring = try unsafe SystemAllocator().allocate(byteCount: ringByteCount, alignment: alignment)
    let arenas = unsafe ring.address.bindMemory(to: ScopedAllocator<SystemAllocator>.self, capacity: frameCount)
    for count in 0..<frameCount {
      do throws(AllocationError) {
        try unsafe (arenas + count).initialize(to: ScopedAllocator(byteCount: byteCount, growth: growth))
      } catch {
        unsafe destroy(arenas, count: count, of: frameCount)
        throw error
      }
    }
    return unsafe arenas
  }

  private static func destroy(
    _ arenas: UnsafeMutablePointer<ScopedAllocator<SystemAllocator>>, count: Int, of frameCount: Int
  ) {
    for index in 0..<count { unsafe arenas[index].unsafelyReset() }
    unsafe arenas.deinitialize(count: count)
    unsafe SystemAllocator().deallocate(
      Block(address: arenas, byteCount: frameCount * stride, alignment: alignment))
  }

  /// Begins the next frame. What was made `frameCount` frames ago is stale from here on.
  ///
  /// - Complexity: O(chunks of that frame): O(1) when it did not grow.
  public mutating func beginFrame() {
    frame += 1
    unsafe arenas[frame % frameCount].unsafelyReset()
  }

  /// The bytes that are left in the current frame before it is full or grows.
  ///
  /// - Complexity: O(1).
  public var remainingByteCount: Int {
    unsafe arenas[frame % frameCount].capacity - arenas[frame % frameCount].allocatedByteCount
  }

  /// Room in the current frame.
  private mutating func take(_ byteCount: Int, alignment: Int) throws(AllocationError) -> UnsafeMutableRawPointer {
    try unsafe arenas[frame % frameCount].allocate(byteCount: byteCount, alignment: alignment).address
  }

  /// Stores a value in the current frame.
  ///
  /// - Returns: A handle that reads it until it is stale.
  /// - Throws: `AllocationError.outOfMemory` when the frame is full.
  /// - Complexity: O(1).
  public mutating func store<Value: BitwiseCopyable>(_ value: Value) throws(AllocationError) -> FrameHandle<Value> {
    let start = try unsafe take(MemoryLayout<Value>.stride, alignment: MemoryLayout<Value>.alignment)
    unsafe start.bindMemory(to: Value.self, capacity: 1).initialize(to: value)
    return unsafe FrameHandle(start: start, count: 1, frame: frame, allocator: number)
  }

  /// Stores copies of elements in the current frame.
  ///
  /// - Returns: A handle that reads them until it is stale.
  /// - Throws: `AllocationError.outOfMemory` when the frame is full.
  /// - Complexity: O(number of elements).
  public mutating func store<Element: BitwiseCopyable>(
    copying elements: some Collection<Element>
  ) throws(AllocationError) -> FrameHandle<Element> {
    let count = elements.count
    guard let byteCount = SizeArithmetic.product(count, MemoryLayout<Element>.stride) else { throw .outOfMemory }
    let start = try unsafe take(byteCount, alignment: MemoryLayout<Element>.alignment)
    let room = unsafe UnsafeMutableBufferPointer(
      start: start.bindMemory(to: Element.self, capacity: count), count: count)
    let (_, end) = unsafe room.initialize(from: elements)
    if end != count { _stop("a collection has fewer elements than its count says") }
    return unsafe FrameHandle(start: start, count: count, frame: frame, allocator: number)
  }

  /// Stores copies of the elements of a span in the current frame.
  ///
  /// - Returns: A handle that reads them until it is stale.
  /// - Throws: `AllocationError.outOfMemory` when the frame is full.
  /// - Complexity: O(number of elements).
  public mutating func store<Element: BitwiseCopyable>(
    copying elements: Span<Element>
  ) throws(AllocationError) -> FrameHandle<Element> {
    try unsafe elements.withUnsafeBufferPointer { (buffer) throws(AllocationError) in try unsafe store(copying: buffer)
    }
  }

  /// Whether what a handle of this allocator refers to can still be read; never what another one's refers to, also when
  /// that was destroyed and this one has its memory.
  ///
  /// - Complexity: O(1).
  public func isLive<Value>(_ handle: FrameHandle<Value>) -> Bool {
    let age = frame - handle.frame
    return handle.allocator == number && age >= 0 && age < frameCount
  }

  /// The first value that a handle refers to, or `nil` when it is stale or refers to none.
  ///
  /// - Complexity: That of ``isLive(_:)``.
  public subscript<Value>(handle: FrameHandle<Value>) -> Value? {
    guard isLive(handle), handle.count > 0 else { return nil }
    return unsafe handle.start.assumingMemoryBound(to: Value.self).pointee
  }

  /// Calls `body` with the elements that a handle refers to.
  ///
  /// - Returns: What `body` returns, or `nil` when the handle is stale.
  /// - Throws: What `body` throws.
  /// - Complexity: That of ``isLive(_:)`` and of `body`.
  public func withElements<Value, Result, Failure: Error>(
    of handle: FrameHandle<Value>, _ body: (Span<Value>) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard isLive(handle) else { return nil }
    let elements = unsafe UnsafeBufferPointer(
      start: handle.start.assumingMemoryBound(to: Value.self), count: handle.count)
    return try unsafe body(Span(_unsafeElements: elements))
  }
}

/// A reference to what a ``FrameAllocator`` stores. It can be copied and stored anywhere, and is stale when the frames
/// that may be read have passed.
@safe
public struct FrameHandle<Value: BitwiseCopyable> {
  let start: UnsafeMutableRawPointer
  /// The number of values that it refers to.
  public let count: Int
  /// The number of the frame in which it was made.
  public let frame: Int
  /// The number of its allocator.
  let allocator: Int
}

/// The number of frame allocators made so far.
private let allocatorCount = Atomic<Int>(0)
