internal import Allocators
@_spi(CustomByteBufferAllocator) public import NIOCore

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension ByteBufferAllocator {
  /// Buffers with memory from `GeneralAllocator.shared` instead of `malloc`.
  ///
  /// Choose it where a program's channels are made, and they and their handlers allocate from it:
  ///
  /// ```swift
  /// bootstrap.childChannelOption(.allocator, value: .general)
  /// ```
  ///
  /// A buffer may be freed by any thread, of any event loop. A small one comes from the thread's cache and returns to
  /// the cache of the thread that frees it, without a lock; one of over 32 KiB costs a lock. It **costs** no memory of
  /// its own: four pointers to functions. A request that the general allocator **refuses** stops the program in NIO, as
  /// one that `malloc` refuses does.
  ///
  /// Memory for `ByteBuffer(takingOwnershipOf:allocator:)` is a block of `GeneralAllocator.shared` that was allocated
  /// with exactly this number of bytes and an alignment of at most 16.
  public static var general: ByteBufferAllocator {
    unsafe ByteBufferAllocator(
      allocate: { byteCount in
        unsafe GeneralAllocator.shared.allocateIfPossible(byteCount: byteCount, alignment: alignment)?.address
      },
      reallocate: { address, oldByteCount, newByteCount in
        guard let address = unsafe address else {
          return unsafe GeneralAllocator.shared.allocateIfPossible(byteCount: newByteCount, alignment: alignment)?
            .address
        }
        var block = unsafe Block(address: address, byteCount: oldByteCount, alignment: alignment)
        guard unsafe GeneralAllocator.shared.reallocateIfPossible(&block, byteCount: newByteCount) else { return nil }
        return unsafe block.address
      },
      deallocate: { unsafe GeneralAllocator.shared.deallocate(at: $0) },
      copy: { unsafe $0.copyMemory(from: $1, byteCount: $2) })
  }
}

/// What `malloc` aligns to.
private var alignment: Int { 16 }
