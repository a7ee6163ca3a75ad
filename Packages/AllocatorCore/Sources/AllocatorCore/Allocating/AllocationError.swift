/// Why an allocation failed. One byte; nothing was changed by the operation that threw it.
@frozen
public enum AllocationError: Error, Equatable, Hashable, Sendable {
  /// The allocator, or the parent it draws from, has no room left for the request.
  case outOfMemory
  /// The allocator can never allocate a block of the alignment asked for, however much room it has.
  case unsupportedAlignment
}

extension AllocationError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    switch self {
    case .outOfMemory: "out of memory: the allocator has no room for the request, or never allocates so large a block"
    case .unsupportedAlignment: "unsupported alignment: the allocator cannot allocate a block so strictly aligned"
    }
  }
}
