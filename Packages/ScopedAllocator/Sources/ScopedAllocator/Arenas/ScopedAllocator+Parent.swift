// The parent lives behind the state, where scopes can reach it without knowing its type.
extension ScopedAllocator where Parent: ~Copyable & ~Escapable {
  @inlinable
  static var headerAlignment: Int { max(ArenaState.chunkAlignment, MemoryLayout<Parent>.alignment) }

  @inlinable
  static var parentOffset: Int {
    let mask = MemoryLayout<Parent>.alignment - 1
    return (MemoryLayout<ArenaState>.size + mask) & ~mask
  }

  /// The bytes in front of the first chunk.
  @inlinable
  static var headerByteCount: Int {
    let mask = headerAlignment - 1
    return (parentOffset + MemoryLayout<Parent>.size + mask) & ~mask
  }

  @inlinable
  static func parentAddress(of state: UnsafeMutablePointer<ArenaState>) -> UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(state) + parentOffset
  }

  @inlinable
  static var parentCalls: ParentCalls {
    unsafe ParentCalls(
      allocate: { state, byteCount in
        let address = unsafe parentAddress(of: state)
        return unsafe address._withNonescapable(Parent.self) { parent in
          unsafe parent.allocateIfPossible(byteCount: byteCount, alignment: ArenaState.chunkAlignment)
        }
      },
      resize: { state, block, byteCount in
        let address = unsafe parentAddress(of: state)
        return unsafe address._withNonescapable(Parent.self) { parent in
          unsafe parent.resize(&block, byteCount: byteCount)
        }
      },
      deallocate: { state, block in
        let address = unsafe parentAddress(of: state)
        unsafe address._withNonescapable(Parent.self) { parent in unsafe parent.deallocate(block) }
      })
  }
}
