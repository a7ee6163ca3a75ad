/// One thing that a walk does to an allocator. Blocks are named by numbers, so that a script can be printed and
/// replayed.
///
/// A step on a block that is not there, because its allocation was refused or left out, is skipped.
public enum Step: Sendable {
  /// Asks for a block and fills it with a pattern.
  case allocate(Int, byteCount: Int, alignment: Int)
  /// Asks for a block of zeroes.
  case allocateZeroed(Int, byteCount: Int, alignment: Int)
  /// Gives a block back.
  case deallocate(Int)
  /// Changes a block's size in place, or not at all.
  case resize(Int, byteCount: Int)
  /// Changes a block's size; it may move.
  case reallocate(Int, byteCount: Int)
  /// Frees everything at once, where the allocator can.
  case reset
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
    case .deallocate(let id): ".deallocate(\(id))"
    case .resize(let id, let byteCount): ".resize(\(id), byteCount: \(Step.text(byteCount)))"
    case .reallocate(let id, let byteCount): ".reallocate(\(id), byteCount: \(Step.text(byteCount)))"
    case .reset: ".reset"
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
  var id: Int? {
    switch self {
    case .allocate(let id, _, _), .allocateZeroed(let id, _, _), .deallocate(let id), .resize(let id, _),
      .reallocate(let id, _):
      id
    case .reset, .parentRefuses, .parentFails: nil
    }
  }

  /// The same step on another block.
  func renamed(_ id: Int) -> Step {
    switch self {
    case .allocate(_, let byteCount, let alignment): .allocate(id, byteCount: byteCount, alignment: alignment)
    case .allocateZeroed(_, let byteCount, let alignment):
      .allocateZeroed(id, byteCount: byteCount, alignment: alignment)
    case .deallocate: .deallocate(id)
    case .resize(_, let byteCount): .resize(id, byteCount: byteCount)
    case .reallocate(_, let byteCount): .reallocate(id, byteCount: byteCount)
    case .reset, .parentRefuses, .parentFails: self
    }
  }

  /// Steps that do the same more simply, simplest first.
  var simpler: [Step] {
    switch self {
    case .allocate(let id, let byteCount, let alignment):
      Step.smaller(byteCount).map { .allocate(id, byteCount: $0, alignment: alignment) }
        + Step.smaller(alignment: alignment).map { .allocate(id, byteCount: byteCount, alignment: $0) }
    case .allocateZeroed(let id, let byteCount, let alignment):
      [.allocate(id, byteCount: byteCount, alignment: alignment)]
        + Step.smaller(byteCount).map { .allocateZeroed(id, byteCount: $0, alignment: alignment) }
        + Step.smaller(alignment: alignment).map { .allocateZeroed(id, byteCount: byteCount, alignment: $0) }
    case .resize(let id, let byteCount): Step.smaller(byteCount).map { .resize(id, byteCount: $0) }
    case .reallocate(let id, let byteCount):
      [.deallocate(id), .resize(id, byteCount: byteCount)]
        + Step.smaller(byteCount).map { .reallocate(id, byteCount: $0) }
    case .parentFails(let number): number > 1 ? [.parentFails(at: 1), .parentFails(at: number - 1)] : []
    case .deallocate, .reset, .parentRefuses: []
    }
  }

  private static func smaller(_ byteCount: Int) -> [Int] {
    [1, 8, 16, 64, byteCount / 2, byteCount - byteCount % 16, byteCount - 1].filter { $0 > 0 && $0 < byteCount }
  }

  private static func smaller(alignment: Int) -> [Int] {
    [1, 8, alignment / 2].filter { $0 > 0 && $0 < alignment }
  }
}
