/// One thing that a walk does to an allocator. Blocks are named by numbers, so that a script can be printed and
/// replayed.
///
/// A step on a block that is not there, because its allocation was refused or left out, is skipped.
public enum Step: Sendable {
  /// Asks for a block and fills it with a pattern.
  case allocate(Int, byteCount: Int, alignment: Int)
  /// Asks for a block of zeroes.
  case allocateZeroed(Int, byteCount: Int, alignment: Int)
  /// Asks for equal blocks in one call; they are numbered on from the first.
  case allocateBlocks(Int, count: Int, byteCount: Int, alignment: Int)
  /// Returns a block.
  case deallocate(Int)
  /// Returns a block by an address in it, where the allocator locates blocks, and otherwise as any other.
  ///
  /// The offset counts from the block's first byte, and starts again at its end.
  case deallocateContaining(Int, offset: Int)
  /// Returns several blocks in one call: live ones that have the size and alignment of the first.
  case deallocateBlocks(Int, count: Int)
  /// Changes a block's size in place, or not at all.
  case resize(Int, byteCount: Int)
  /// Changes a block's size; it may move.
  case reallocate(Int, byteCount: Int)
  /// Frees everything at once, where the allocator can.
  case reset
  /// Returns to the parent what is not in use, where the allocator can.
  case releaseUnused
  /// From here on the parent refuses every request, or grants them again.
  case parentRefuses(Bool)
  /// The parent refuses one request: the one with this number, counted from one and from here.
  case parentFails(at: Int)
}

extension Step: CustomStringConvertible {
  /// The step in Swift.
  public var description: String {
    switch self {
    case .allocate(let id, let byteCount, let alignment):
      ".allocate(\(id), byteCount: \(Step.text(byteCount)), alignment: \(alignment))"
    case .allocateZeroed(let id, let byteCount, let alignment):
      ".allocateZeroed(\(id), byteCount: \(Step.text(byteCount)), alignment: \(alignment))"
    case .allocateBlocks(let id, let count, let byteCount, let alignment):
      ".allocateBlocks(\(id), count: \(count), byteCount: \(Step.text(byteCount)), alignment: \(alignment))"
    case .deallocate(let id): ".deallocate(\(id))"
    case .deallocateContaining(let id, let offset): ".deallocateContaining(\(id), offset: \(offset))"
    case .deallocateBlocks(let id, let count): ".deallocateBlocks(\(id), count: \(count))"
    case .resize(let id, let byteCount): ".resize(\(id), byteCount: \(Step.text(byteCount)))"
    case .reallocate(let id, let byteCount): ".reallocate(\(id), byteCount: \(Step.text(byteCount)))"
    case .reset: ".reset"
    case .releaseUnused: ".releaseUnused"
    case .parentRefuses(let refuses): ".parentRefuses(\(refuses ? "true" : "false"))"
    case .parentFails(let number): ".parentFails(at: \(number))"
    }
  }

  private static func text(_ byteCount: Int) -> String {
    if byteCount == Int.max { return "Int.max" }
    return byteCount >= Traits.absurdByteCount ? "Int.max - \(Int.max - byteCount)" : "\(byteCount)"
  }
}

extension Step {
  /// Which blocks the step is about.
  var ids: Range<Int>? {
    switch self {
    case .allocate(let id, _, _), .allocateZeroed(let id, _, _), .deallocate(let id), .deallocateContaining(let id, _),
      .resize(let id, _), .reallocate(let id, _):
      id..<id + 1
    case .allocateBlocks(let id, let count, _, _), .deallocateBlocks(let id, let count): id..<id + max(1, count)
    case .reset, .releaseUnused, .parentRefuses, .parentFails: nil
    }
  }

  /// Whether the step asks for blocks.
  var isRequest: Bool {
    switch self {
    case .allocate, .allocateZeroed, .allocateBlocks: true
    default: false
    }
  }

  /// The same step on another block.
  func renamed(_ id: Int) -> Step {
    switch self {
    case .allocate(_, let byteCount, let alignment): .allocate(id, byteCount: byteCount, alignment: alignment)
    case .allocateZeroed(_, let byteCount, let alignment):
      .allocateZeroed(id, byteCount: byteCount, alignment: alignment)
    case .allocateBlocks(_, let count, let byteCount, let alignment):
      .allocateBlocks(id, count: count, byteCount: byteCount, alignment: alignment)
    case .deallocate: .deallocate(id)
    case .deallocateContaining(_, let offset): .deallocateContaining(id, offset: offset)
    case .deallocateBlocks(_, let count): .deallocateBlocks(id, count: count)
    case .resize(_, let byteCount): .resize(id, byteCount: byteCount)
    case .reallocate(_, let byteCount): .reallocate(id, byteCount: byteCount)
    case .reset, .releaseUnused, .parentRefuses, .parentFails: self
    }
  }
}
