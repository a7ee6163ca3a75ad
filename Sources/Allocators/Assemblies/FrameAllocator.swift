public import AllocatorCore

/// Memory for results that are read for some frames: what is made in frame *n* can be read until frame *n* + N begins.
///
/// Choose it for games, audio and pipelines, where one stage writes what the next ones read. Scopes cannot express that
/// in a loop, since the frames overlap. Results are reached by handles, which can be copied and stored anywhere, and
/// know when they are stale: reading one is `nil` then, never another frame's memory.
///
/// Each frame is a region of one size, one behind the other in one block of its source. Storing is an addition and a
/// copy; reading costs a comparison of the frame's number; beginning a frame is O(1), whatever it held. Values are
/// `BitwiseCopyable`, so that nothing has to be destroyed.
///
/// It asks its source for the block, once. It refuses what the rest of the frame has no room for.
///
/// ```swift
/// var frames = try FrameAllocator(frameCount: 2, byteCount: 1 << 20)
/// let positions = try frames.store(copying: [1.0, 2.0, 3.0])
/// frames.beginFrame()
/// frames.withElements(of: positions) { span in … }    // the last frame's, still there
/// ```
@safe
public struct FrameAllocator: ~Copyable {
  private let block: Block
  /// The number of frames that can be read at once, the current one included.
  public let frameCount: Int
  /// The room of each frame, in bytes.
  public let frameByteCount: Int
  /// The number of the current frame; the first one is 0.
  public private(set) var frame = 0
  private var cursor = 0

  /// Frames in memory of the system's heap.
  ///
  /// - Parameters:
  ///   - frameCount: How many frames can be read at once, the current one included; at least 1.
  ///   - byteCount: The room of each frame, in bytes; zero or more.
  /// - Throws: `AllocationError.outOfMemory` when there is no room for all frames.
  /// - Complexity: That of an allocation of the system.
  public init(frameCount: Int, byteCount: Int) throws(AllocationError) {
    if frameCount < 1 || byteCount < 0 { _stop("a frame allocator is to have no frame, or less than no room") }
    guard let frameByteCount = SizeArithmetic.roundedUp(byteCount, toMultipleOf: 64),
      let total = SizeArithmetic.product(frameCount, frameByteCount)
    else { throw .outOfMemory }
    unsafe block = try SystemAllocator().allocate(byteCount: total, alignment: 64)
    self.frameCount = frameCount
    self.frameByteCount = frameByteCount
  }

  deinit { unsafe SystemAllocator().deallocate(block) }

  /// Begins the next frame. What was made `frameCount` frames ago is stale from here on.
  ///
  /// - Complexity: O(1).
  public mutating func beginFrame() {
    frame += 1
    cursor = 0
  }

  /// The bytes that are left in the current frame.
  public var remainingByteCount: Int { frameByteCount - cursor }

  private var current: UnsafeMutableRawPointer { unsafe block.address + frame % frameCount * frameByteCount }

  /// Room in the current frame.
  private mutating func take(_ byteCount: Int, alignment: Int) throws(AllocationError) -> UnsafeMutableRawPointer {
    let free = unsafe current + cursor
    let start = unsafe free.alignedUp(toMultipleOf: alignment)
    let padding = unsafe start - free
    guard padding <= remainingByteCount, byteCount <= remainingByteCount - padding else { throw .outOfMemory }
    cursor += padding + byteCount
    return unsafe start
  }

  /// Stores a value in the current frame.
  ///
  /// - Returns: A handle that reads it until it is stale.
  /// - Throws: `AllocationError.outOfMemory` when the frame is full.
  /// - Complexity: O(1).
  public mutating func store<Value: BitwiseCopyable>(_ value: Value) throws(AllocationError) -> FrameHandle<Value> {
    let start = try unsafe take(MemoryLayout<Value>.size, alignment: MemoryLayout<Value>.alignment)
    unsafe start.bindMemory(to: Value.self, capacity: 1).initialize(to: value)
    return unsafe FrameHandle(start: start, count: 1, frame: frame)
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
    return unsafe FrameHandle(start: start, count: count, frame: frame)
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

  /// Whether what a handle of this allocator refers to can still be read.
  ///
  /// - Complexity: O(1).
  public func isLive<Value>(_ handle: FrameHandle<Value>) -> Bool {
    let age = frame - handle.frame
    return unsafe age >= 0 && age < frameCount && handle.start >= block.address && handle.start <= block.endAddress
  }

  /// The first value that a handle refers to, or `nil` when it is stale or refers to none.
  ///
  /// - Complexity: O(1).
  public subscript<Value>(handle: FrameHandle<Value>) -> Value? {
    guard isLive(handle), handle.count > 0 else { return nil }
    return unsafe handle.start.assumingMemoryBound(to: Value.self).pointee
  }

  /// Calls `body` with the elements that a handle refers to.
  ///
  /// - Returns: What `body` returns, or `nil` when the handle is stale.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1).
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
}
