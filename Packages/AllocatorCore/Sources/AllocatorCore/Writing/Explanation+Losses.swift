#if !hasFeature(Embedded)
  extension Explanation {
    /// A capability that a part has and the whole does not.
    public struct Loss: Equatable, Sendable {
      /// What was lost.
      public var capability: Capabilities
      /// The allocator that does not have it, after those around it, outermost first.
      public var path: [String]
      /// The part that lacks it, too, such as `"secondary: SystemAllocator"`; `nil` when every part has it, and the
      /// allocator itself does not pass it on.
      public var missingFrom: String?

      /// A capability that was lost, and where.
      ///
      /// - Complexity: O(1).
      public init(_ capability: Capabilities, path: [String], missingFrom: String? = nil) {
        self.capability = capability
        self.path = path
        self.missingFrom = missingFrom
      }
    }

    /// Where capabilities were lost on the way from the parts to the whole, and why; innermost last.
    ///
    /// What memory comes from, a *parent* or *source*, does not count: its capabilities are no part of the whole's.
    ///
    /// - Complexity: O(allocators in the tree, each as often as others are around it).
    public var losses: [Loss] {
      var losses: [Loss] = []
      collect(into: &losses, path: [])
      return losses
    }

    private func collect(into losses: inout [Loss], path: [String]) {
      let path = path + [name]
      let parts = parts.filter { $0.role != "parent" && $0.role != "source" }
      for capability in Capabilities.all where !capabilities.contains(capability) {
        guard parts.contains(where: { $0.explanation.capabilities.contains(capability) }) else { continue }
        let missing = parts.first { !$0.explanation.capabilities.contains(capability) }
        losses.append(
          Loss(capability, path: path, missingFrom: missing.map { "\($0.role): \($0.explanation.name)" }))
      }
      for part in parts { part.explanation.collect(into: &losses, path: path) }
    }
  }

  extension Explanation.Loss: CustomStringConvertible {
    /// For example `FallbackAllocator lost "owns": secondary: SystemAllocator does not have it`.
    public var description: String {
      let allocator = path.joined(separator: " > ")
      let reason = missingFrom.map { "\($0) does not have it" } ?? "it does not pass it on"
      return "\(allocator) lost \"\(capability)\": \(reason)"
    }
  }

  extension Explanation.Capabilities {
    /// Each one, in the order in which they are described.
    public static let all: [Explanation.Capabilities] = [
      .owns, .resizesInPlace, .isThreadSafe, .locatesBlocks, .resets, .releasesUnused,
    ]
  }
#endif
