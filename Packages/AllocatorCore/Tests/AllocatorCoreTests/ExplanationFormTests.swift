import AllocatorCore
import Foundation
import Testing

@Suite struct ExplanationFormTests {
  private let pool = Explanation(
    "Pool", parameters: [("block", "64 bytes")], capabilities: [.owns, .locatesBlocks, .resets], maximumAlignment: 64,
    figures: [("live", 3)], parts: [("parent", SystemAllocator().explain())])

  private var fallback: Explanation {
    Explanation(
      "Fallback", capabilities: [.resizesInPlace],
      parts: [
        ("primary", Explanation("Log", capabilities: [.owns], parts: [("base", pool)])),
        ("secondary", SystemAllocator().explain()),
      ])
  }

  @Test func `a tree is the same after it was encoded and decoded`() throws {
    let encoded = try JSONEncoder().encode(fallback)
    #expect(try JSONDecoder().decode(Explanation.self, from: encoded) == fallback)
  }

  @Test func `the encoded form has names for everything, and nothing that is empty`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let part = Explanation("Pool", parameters: [("block", "64 bytes")], capabilities: [.isThreadSafe, .owns])
    let tree = Explanation("Log", maximumAlignment: 16, figures: [("live", 3)], parts: [("base", part)])
    #expect(
      try String(decoding: encoder.encode(tree), as: UTF8.self) == """
        {"figures":[{"name":"live","value":3}],"maximumAlignment":16,"name":"Log","parts":[{"allocator":\
        {"capabilities":["owns","thread-safe"],"name":"Pool","parameters":[{"name":"block","value":"64 bytes"}]},\
        "role":"base"}]}
        """)
  }

  @Test func `capabilities of a later version are left out`() throws {
    let text = #"{"name": "Pool", "capabilities": ["owns", "sings"]}"#
    #expect(
      try JSONDecoder().decode(Explanation.self, from: Data(text.utf8)) == Explanation("Pool", capabilities: .owns))
  }

  @Test func `what was lost is named, with the allocator and the part that it is missing from`() {
    #expect(
      fallback.losses.map(\.description) == [
        #"Fallback lost "owns": secondary: SystemAllocator does not have it"#,
        #"Fallback lost "thread-safe": primary: Log does not have it"#,
        #"Fallback > Log lost "locates blocks": it does not pass it on"#,
        #"Fallback > Log lost "resets": it does not pass it on"#,
      ])
    #expect(pool.losses.isEmpty)
  }

  @Test func `trees are equal when they say the same`() {
    #expect(fallback == fallback && fallback != pool)
    for change in [
      { $0.name = "Other" }, { $0.capabilities = [] }, { $0.maximumAlignment = nil }, { $0.figures[0].value = 4 },
      { $0.parameters[0].value = "65 bytes" }, { $0.parts[0].role = "base" }, { $0.parts = [] },
    ] as [(inout Explanation) -> Void] {
      var changed = pool
      change(&changed)
      #expect(changed != pool)
    }
  }
}
