extension Step {
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
    case .allocateBlocks(let id, let count, let byteCount, let alignment):
      [.allocate(id, byteCount: byteCount, alignment: alignment)]
        + Step.fewer(count).map { .allocateBlocks(id, count: $0, byteCount: byteCount, alignment: alignment) }
        + Step.smaller(byteCount).map { .allocateBlocks(id, count: count, byteCount: $0, alignment: alignment) }
        + Step.smaller(alignment: alignment).map {
          .allocateBlocks(id, count: count, byteCount: byteCount, alignment: $0)
        }
    case .resize(let id, let byteCount): Step.smaller(byteCount).map { .resize(id, byteCount: $0) }
    case .reallocate(let id, let byteCount):
      [.deallocate(id), .resize(id, byteCount: byteCount)]
        + Step.smaller(byteCount).map { .reallocate(id, byteCount: $0) }
    case .deallocateContaining(let id, let offset):
      [.deallocate(id)] + (offset > 0 ? [.deallocateContaining(id, offset: 0)] : [])
    case .deallocateBlocks(let id, let count):
      [.deallocate(id)] + Step.fewer(count).map { .deallocateBlocks(id, count: $0) }
    case .parentFails(let number): number > 1 ? [.parentFails(at: 1), .parentFails(at: number - 1)] : []
    case .deallocate, .reset, .releaseUnused, .parentRefuses: []
    }
  }

  private static func fewer(_ count: Int) -> [Int] {
    [1, 2, count / 2, count - 1].filter { $0 > 0 && $0 < count }
  }

  /// Smaller sizes that are worth a try: none that takes gigabytes of memory to be granted.
  private static func smaller(_ byteCount: Int) -> [Int] {
    [1, 8, 16, 64, byteCount / 2, byteCount - byteCount % 16, byteCount - 1].filter {
      $0 > 0 && $0 < byteCount && ($0 <= 1 << 20 || $0 >= Traits.absurdByteCount)
    }
  }

  private static func smaller(alignment: Int) -> [Int] {
    [1, 8, alignment / 2].filter { $0 > 0 && $0 < alignment }
  }
}
