import Synchronization
import Testing
import ThreadCachedAllocator

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A thread-safe base that counts what goes through it.
final class Books: Sendable {
  let liveCount = Atomic(0)
  let liveByteCount = Atomic(0)
  let callCount = Atomic(0)
  let releaseCount = Atomic(0)
  let limit = Atomic(Int.max)
}

@safe
struct CountedBase: Allocator, Sendable {
  let books: Books

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    books.callCount.add(1, ordering: .relaxed)
    return unsafe one(byteCount, alignment)
  }
  private func one(_ byteCount: Int, _ alignment: Int) -> Block? {
    guard books.liveByteCount.load(ordering: .relaxed) + byteCount <= books.limit.load(ordering: .relaxed),
      let block = unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
    else { return nil }
    books.liveCount.add(1, ordering: .relaxed)
    books.liveByteCount.add(byteCount, ordering: .relaxed)
    return unsafe block
  }
  func deallocate(_ block: Block) {
    books.callCount.add(1, ordering: .relaxed)
    unsafe giveBack(block)
  }
  private func giveBack(_ block: Block) {
    books.liveCount.subtract(1, ordering: .relaxed)
    unsafe books.liveByteCount.subtract(block.byteCount, ordering: .relaxed)
    unsafe SystemAllocator().deallocate(block)
  }
  func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    books.callCount.add(1, ordering: .relaxed)
    for done in 0..<count {
      guard let block = unsafe one(byteCount, alignment) else { return done }
      unsafe body(block)
    }
    return count
  }
  func deallocateBlocks(count: Int, _ next: () -> Block) {
    books.callCount.add(1, ordering: .relaxed)
    for _ in 0..<count { unsafe giveBack(next()) }
  }
  func releaseUnused() -> Int {
    books.releaseCount.add(1, ordering: .relaxed)
    return 7
  }
}

/// A block as tests see it.
@safe
struct Piece: @unchecked Sendable {
  var block: Block
  init(_ block: Block) { unsafe self.block = block }
  var address: UInt { unsafe UInt(bitPattern: block.address) }
  func fill(_ byte: UInt8) { unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: byte) }
  func holds(_ byte: UInt8) -> Bool { unsafe block.bytes.allSatisfy { $0 == byte } }
}

extension Allocator where Self: ~Copyable {
  func take(_ byteCount: Int, alignment: Int = 8) throws(AllocationError) -> Piece {
    unsafe Piece(try allocate(byteCount: byteCount, alignment: alignment))
  }
  func give(_ piece: Piece) { unsafe deallocate(piece.block) }
}

/// Runs `body` in a thread of its own.
final class TestThread {
  private let body: () -> Void
  private var thread: pthread_t

  init(_ body: @escaping () -> Void) {
    self.body = body
    #if canImport(Darwin)
      unsafe thread = unsafe pthread_self()
    #else
      thread = pthread_t()
    #endif
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    #if canImport(Darwin)
      var created: pthread_t?
      _ = unsafe pthread_create(&created, nil, { unsafe Self.run($0) }, context)
      unsafe thread = unsafe created!
    #else
      _ = unsafe pthread_create(&thread, nil, { unsafe TestThread.run($0!) }, context)
    #endif
  }
  private static func run(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    unsafe Unmanaged<TestThread>.fromOpaque(context).takeUnretainedValue().body()
    return nil
  }
  /// Returns when the thread has ended, with all that it does at its end.
  func join() { pthread_join(thread, nil) }
}
