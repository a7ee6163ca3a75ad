/// The lists of free chunks, one for each class, and a bit for each list that is not empty.
///
/// It is one fixed piece of memory: 32 rows of 32 lists are 8.3 KB, 24 rows of 16 with words of 32 bits 1.6 KB.
@safe
struct TLSFIndex {
  private let rows: UnsafeMutablePointer<UInt32>
  private let steps: UnsafeMutablePointer<UInt32>
  private let heads: UnsafeMutablePointer<UnsafeMutablePointer<Int>?>

  static var byteCount: Int {
    let lists = TLSFClasses.rowCount * TLSFClasses.stepCount
    return unsafe lists * MemoryLayout<UnsafeMutablePointer<Int>?>.stride + (TLSFClasses.rowCount + 2) * 4
  }

  /// The lists in `memory`, which holds ``byteCount`` bytes.
  init(memory: UnsafeMutableRawPointer) {
    let lists = TLSFClasses.rowCount * TLSFClasses.stepCount
    unsafe heads = memory.assumingMemoryBound(to: UnsafeMutablePointer<Int>?.self)
    unsafe steps = UnsafeMutableRawPointer(heads + lists).assumingMemoryBound(to: UInt32.self)
    unsafe rows = steps + TLSFClasses.rowCount
  }

  /// Makes all lists empty.
  func clear() {
    unsafe heads.initialize(repeating: nil, count: TLSFClasses.rowCount * TLSFClasses.stepCount)
    unsafe steps.initialize(repeating: 0, count: TLSFClasses.rowCount)
    unsafe rows.initialize(to: 0)
  }

  private func head(_ list: TLSFClasses.Class) -> UnsafeMutablePointer<UnsafeMutablePointer<Int>?> {
    unsafe heads + (list.row &* TLSFClasses.stepCount &+ list.step)
  }

  /// Puts a free chunk at the front of the list of its class.
  func insert(_ chunk: Chunk) {
    let list = TLSFClasses.holding(chunk.byteCount)
    let head = unsafe head(list)
    let old = unsafe head.pointee.map { unsafe Chunk($0) }
    chunk.previousFree = nil
    chunk.nextFree = old
    old?.previousFree = chunk
    unsafe head.pointee = chunk.header
    unsafe steps[list.row] |= 1 &<< UInt32(truncatingIfNeeded: list.step)
    unsafe rows.pointee |= 1 &<< UInt32(truncatingIfNeeded: list.row)
  }

  /// Takes a free chunk out of the list of its class.
  func remove(_ chunk: Chunk) {
    let (previous, next) = (chunk.previousFree, chunk.nextFree)
    next?.previousFree = previous
    if let previous {
      previous.nextFree = next
      return
    }
    let list = TLSFClasses.holding(chunk.byteCount)
    unsafe head(list).pointee = next?.header
    if next != nil { return }
    unsafe steps[list.row] &= ~(1 &<< UInt32(truncatingIfNeeded: list.step))
    if unsafe steps[list.row] == 0 {
      unsafe rows.pointee &= ~(1 &<< UInt32(truncatingIfNeeded: list.row))
    }
  }

  /// A free chunk of at least a size; it stays in its list.
  ///
  /// The first of the lowest list whose chunks all are large enough; if all those lists are empty, the first of the list
  /// that may hold smaller ones too, if it is large enough.
  func find(_ byteCount: Int) -> Chunk? {
    let list = TLSFClasses.sufficient(for: byteCount)
    if list.row < TLSFClasses.rowCount {
      let inRow = unsafe steps[list.row] & (~0 &<< UInt32(truncatingIfNeeded: list.step))
      if inRow != 0 { return first(list.row, inRow.trailingZeroBitCount) }
      let above =
        unsafe list.row + 1 < TLSFClasses.rowCount
        ? rows.pointee & (~0 &<< UInt32(truncatingIfNeeded: list.row &+ 1)) : 0
      if above != 0 {
        let row = above.trailingZeroBitCount
        return unsafe first(row, steps[row].trailingZeroBitCount)
      }
    }
    let own = TLSFClasses.holding(byteCount)
    guard own != list, let chunk = first(own.row, own.step), chunk.byteCount >= byteCount else { return nil }
    return chunk
  }

  private func first(_ row: Int, _ step: Int) -> Chunk? {
    unsafe head(TLSFClasses.Class(row: row, step: step)).pointee.map { unsafe Chunk($0) }
  }
}
