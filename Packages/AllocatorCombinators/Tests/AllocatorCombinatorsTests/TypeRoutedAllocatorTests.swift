import AllocatorCombinators
import Testing

@Suite struct TypeRoutedAllocatorTests {
  private struct Small: BitwiseCopyable, ManagedRouted { var number = 1 }
  private struct Large: PlainRouted { var numbers = [1, 2] }
  private struct Unique: ~Copyable { var number = 3 }

  @Test func `the type of a value chooses its allocator`() throws {
    let (plain, managed) = (Probe(), Probe())
    let memory = TypeRoutedAllocator(plain: plain, managed: managed)
    func counts() -> [Int] { [plain.state.live.count, managed.state.live.count] }
    let number = try memory.makeBox(7)
    #expect(counts() == [1, 0] && number.value == 7)
    let text = try memory.makeBox("a text")
    #expect(counts() == [1, 1] && text.value == "a text")
    let small = try memory.makeBox(Small())
    #expect(counts() == [1, 2] && small.value.number == 1)
    let large = try memory.makeBox(Large())
    #expect(counts() == [2, 2] && large.value.numbers.count == 2)
    let unique = try memory.makeBox(Unique())
    #expect(counts() == [2, 3] && unique.value.number == 3)
  }
}
