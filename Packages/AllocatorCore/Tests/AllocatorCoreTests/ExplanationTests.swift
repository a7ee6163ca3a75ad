import AllocatorCore
import Testing

@Suite struct ExplanationTests {
  @Test func `renders a tree`() {
    let explanation = Explanation(
      "Segregator", parameters: [("threshold", "64 bytes")],
      parts: [
        (
          "small",
          Explanation(
            "Fallback", capabilities: [.owns],
            parts: [
              (
                "primary",
                Explanation(
                  "Pool", parameters: [("block", "64 bytes"), ("count", "10")], capabilities: [.owns],
                  maximumAlignment: 64, figures: [("live", 3), ("peak", 4)])
              ),
              ("secondary", Explanation("Null", capabilities: [.owns, .isThreadSafe])),
            ])
        ),
        ("large", SystemAllocator().explain()),
      ])
    #expect(
      explanation.description == """
        Segregator(threshold: 64 bytes)  [any alignment]
        ├─ small: Fallback  [owns, any alignment]
        │  ├─ primary: Pool(block: 64 bytes, count: 10)  [owns, alignment ≤ 64]  live 3, peak 4
        │  └─ secondary: Null  [owns, thread-safe, any alignment]
        └─ large: SystemAllocator  [resizes in place, thread-safe, any alignment]
        """)
  }

  @Test func `a wrapper can do what its part can`() {
    let part = Explanation("Pool", capabilities: [.owns, .resizesInPlace], maximumAlignment: 32)
    let wrapper = Explanation("Log", wrapping: part, role: "logged", figures: [("events", 2)])
    #expect(wrapper.capabilities == part.capabilities && wrapper.maximumAlignment == 32)
    #expect(
      wrapper.description == """
        Log  [owns, resizes in place, alignment ≤ 32]  events 2
        └─ logged: Pool  [owns, resizes in place, alignment ≤ 32]
        """)
  }

  @Test func `an allocator of one's own is named by its type`() {
    struct Mine: Allocator {
      borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? { nil }
      borrowing func deallocate(_ block: Block) {}
    }
    #expect(Mine().explain().description == "Mine  [any alignment]")
  }

  @Test func `handles show what they lead to`() {
    var shared = SystemAllocator().shared()
    #expect(
      AnyAllocator(shared).explain().description == """
        AnyAllocator  [resizes in place, thread-safe, any alignment]
        └─ erased: SystemAllocator  [resizes in place, thread-safe, any alignment]
        """)
    #expect(shared.borrowed().explain().description.hasPrefix("BorrowedAllocator  [resizes in place"))
  }
}
