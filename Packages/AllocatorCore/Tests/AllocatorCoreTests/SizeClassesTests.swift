import AllocatorCore
import Testing

/// Checks every size up to one beyond the largest, and some far beyond, against the list of sizes.
private func check(_ classes: some SizeClasses, above floor: Int = 0, sourceLocation: SourceLocation = #_sourceLocation)
{
  let sizes = classes.byteCounts
  #expect(sizes.count == classes.count && sizes.last == classes.largestByteCount, sourceLocation: sourceLocation)
  var wrong = 0
  var expected = 0
  for byteCount in (floor == 0 ? 0 : floor + 1)...classes.largestByteCount {
    if byteCount > sizes[expected] { expected += 1 }
    wrong += classes.index(for: byteCount) == expected && classes.index(unchecked: byteCount) == expected ? 0 : 1
  }
  #expect(wrong == 0, "sizes in the wrong class", sourceLocation: sourceLocation)
  #expect(expected == classes.count - 1, sourceLocation: sourceLocation)
  for tooLarge in [classes.largestByteCount + 1, 2 * classes.largestByteCount, Int.max / 2, .max - 1, .max] {
    #expect(classes.index(for: tooLarge) == nil, "\(tooLarge) bytes", sourceLocation: sourceLocation)
  }
}

@Suite
struct SizeClassesTests {
  @Test(arguments: [1, 8, 16, 64, 4096])
  func `every size is in the linear class that its step says`(step: Int) {
    for count in [1, 2, 3, 7, 64] {
      check(.linear(upTo: count * step, step: step))
      check(.linear(above: 100, upTo: 100 + count * step, step: step), above: 100)
    }
  }

  @Test func `linear classes do not serve what is at or below their floor`() {
    let classes = LinearSizeClasses(above: 64, upTo: 128, step: 16)
    #expect([0, 1, 63, 64].allSatisfy { classes.index(for: $0) == nil })
    #expect(classes.index(for: 65) == 0)
    #expect(classes.byteCounts == [80, 96, 112, 128])
  }

  @Test(arguments: [1, 2, 4, 8, 16], [1, 8, 16, 64])
  func `every size is in the geometric class that the list says`(steps: Int, quantum: Int) {
    for largest in [1, 15, 16, 17, 100, 1000, 40_000] {
      let classes = GeometricSizeClasses(quantum: quantum, upTo: largest, stepsPerDoubling: steps)
      check(classes)
      #expect(classes.largestByteCount >= largest)
      #expect(classes.count == 1 || classes.byteCount(of: classes.count - 2) < largest)
    }
  }

  @Test func `four steps a doubling are those of jemalloc`() {
    #expect(
      GeometricSizeClasses(upTo: 512, stepsPerDoubling: 4).byteCounts
        == [16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512])
  }

  @Test(arguments: [2, 4, 8])
  func `a geometric class wastes at most one part in its steps`(steps: Int) {
    let sizes = GeometricSizeClasses(upTo: 1 << 40, stepsPerDoubling: steps).byteCounts
    for (smaller, size) in zip(sizes, sizes.dropFirst()) where smaller >= 16 * steps {
      #expect((size - smaller) * steps <= smaller)
    }
  }

  @Test(arguments: [1, 4, 8])
  func `geometric classes reach a quarter of the address space without wrapping`(steps: Int) {
    let classes = GeometricSizeClasses(quantum: 1, upTo: Int.max / 2 + 1, stepsPerDoubling: steps)
    #expect(classes.largestByteCount == Int.max / 2 + 1)
    for index in 0..<classes.count {
      #expect(classes.index(for: classes.byteCount(of: index)) == index)
      let next = classes.byteCount(of: index) + 1
      #expect(classes.index(for: next) == (index + 1 < classes.count ? index + 1 : nil))
    }
  }

  @Test(arguments: [
    [1], [16], [8, 24, 40, 4096], [1, 2, 3, 5, 8, 13, 21], [48, 64, 1000], [7, 1024], [4096, 8192],
  ])
  func `every size is in the class that a table says`(sizes: [Int]) {
    let classes = TabulatedSizeClasses(sizes)
    #expect(classes.byteCounts == sizes)
    check(classes)
  }

  @Test func `a table of geometric sizes finds the same classes`() {
    let geometric = GeometricSizeClasses(upTo: 8192, stepsPerDoubling: 8)
    let table = TabulatedSizeClasses(geometric.byteCounts)
    #expect((0...8193).allSatisfy { table.index(for: $0) == geometric.index(for: $0) })
  }

  @Test func `rounding up a size that is known to be safe is rounding up`() {
    for alignment in [1, 2, 16, 4096] {
      for byteCount in 0...200 {
        #expect(
          SizeArithmetic.roundedUp(unchecked: byteCount, toMultipleOf: alignment)
            == SizeArithmetic.roundedUp(byteCount, toMultipleOf: alignment))
      }
    }
  }

  @Test func `size classes that make no sense stop the program`() async {
    await #expect(processExitsWith: .failure) { _ = LinearSizeClasses(upTo: 100, step: 16) }
    await #expect(processExitsWith: .failure) { _ = LinearSizeClasses(upTo: 96, step: 24) }
    await #expect(processExitsWith: .failure) { _ = GeometricSizeClasses(upTo: 0, stepsPerDoubling: 4) }
    await #expect(processExitsWith: .failure) { _ = GeometricSizeClasses(upTo: 100, stepsPerDoubling: 3) }
    await #expect(processExitsWith: .failure) { _ = TabulatedSizeClasses([]) }
    await #expect(processExitsWith: .failure) { _ = TabulatedSizeClasses([16, 16]) }
    await #expect(processExitsWith: .failure) { _ = TabulatedSizeClasses([0, 16]) }
    await #expect(processExitsWith: .failure) { _ = TabulatedSizeClasses([1, 1 << 24]) }
    await #expect(processExitsWith: .failure) { _ = TabulatedSizeClasses([.max]) }
  }
}
