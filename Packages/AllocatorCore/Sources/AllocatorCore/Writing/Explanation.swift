#if !hasFeature(Embedded)
  /// What an allocator is made of, as a tree: printed by `print(allocator.explain())`.
  public struct Explanation: Sendable {
    /// What an allocator can do beyond allocating and deallocating.
    public struct Capabilities: OptionSet, Sendable, CustomStringConvertible {
      public var rawValue: Int

      /// The capabilities whose bits are set.
      ///
      /// - Complexity: O(1).
      public init(rawValue: Int) { self.rawValue = rawValue }

      /// It can recognize its own blocks.
      public static let owns = Capabilities(rawValue: 1)
      /// It can grow a block where it stands, at least sometimes.
      public static let resizesInPlace = Capabilities(rawValue: 2)
      /// It can be used from several threads at once.
      public static let isThreadSafe = Capabilities(rawValue: 4)
      /// It can find the block around an address, and deallocate by address alone.
      public static let locatesBlocks = Capabilities(rawValue: 8)
      /// It can deallocate all its blocks at once.
      public static let resets = Capabilities(rawValue: 16)
      /// It can return memory that it keeps for later use to its parent.
      public static let releasesUnused = Capabilities(rawValue: 32)

      /// The capabilities in words, separated by commas.
      public var description: String {
        var words: [String] = []
        if contains(.owns) { words.append("owns") }
        if contains(.resizesInPlace) { words.append("resizes in place") }
        if contains(.isThreadSafe) { words.append("thread-safe") }
        if contains(.locatesBlocks) { words.append("locates blocks") }
        if contains(.resets) { words.append("resets") }
        if contains(.releasesUnused) { words.append("releases unused") }
        return words.joined(separator: ", ")
      }
    }

    /// The allocator's type, without its generic arguments.
    public var name: String
    /// How it was made, such as `("block", "64 bytes")`.
    public var parameters: [(name: String, value: String)]
    /// What it can do.
    public var capabilities: Capabilities
    /// The largest alignment it supports, in bytes; `nil` when it supports every power of two.
    public var maximumAlignment: Int?
    /// Live figures by name, such as `("live", 3)`.
    public var figures: [(name: String, value: Int)]
    /// The allocators it is built from, each with the part it plays.
    public var parts: [(role: String, explanation: Explanation)]

    /// An explanation of an allocator.
    ///
    /// - Complexity: O(1).
    public init(
      _ name: String, parameters: [(name: String, value: String)] = [], capabilities: Capabilities = [],
      maximumAlignment: Int? = nil, figures: [(name: String, value: Int)] = [],
      parts: [(role: String, explanation: Explanation)] = []
    ) {
      self.name = name
      self.parameters = parameters
      self.capabilities = capabilities
      self.maximumAlignment = maximumAlignment
      self.figures = figures
      self.parts = parts
    }
  }

  extension Explanation: Equatable {
    /// Whether both trees say the same, figures included.
    ///
    /// - Complexity: O(parts).
    public static func == (left: Explanation, right: Explanation) -> Bool {
      left.name == right.name && left.capabilities == right.capabilities
        && left.maximumAlignment == right.maximumAlignment
        && left.parameters.elementsEqual(right.parameters, by: ==) && left.figures.elementsEqual(right.figures, by: ==)
        && left.parts.elementsEqual(right.parts, by: ==)
    }
  }

  extension Explanation: CustomStringConvertible {
    /// The tree, one allocator a line, parts indented below their whole.
    public var description: String {
      var lines: [String] = []
      render(prefix: "", continuation: "", into: &lines)
      return lines.joined(separator: "\n")
    }

    private func render(prefix: String, continuation: String, into lines: inout [String]) {
      var line = prefix + name
      if !parameters.isEmpty {
        line += "(" + parameters.map { "\($0.name): \($0.value)" }.joined(separator: ", ") + ")"
      }
      var facts: [String] = capabilities.isEmpty ? [] : [capabilities.description]
      facts.append(maximumAlignment.map { "alignment ≤ \($0)" } ?? "any alignment")
      line += "  [" + facts.joined(separator: ", ") + "]"
      if !figures.isEmpty {
        line += "  " + figures.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
      }
      lines.append(line)
      for (index, part) in parts.enumerated() {
        let isLast = index == parts.count - 1
        part.explanation.render(
          prefix: continuation + (isLast ? "└─ " : "├─ ") + part.role + ": ",
          continuation: continuation + (isLast ? "   " : "│  "), into: &lines)
      }
    }
  }

  extension Allocator where Self: ~Copyable & ~Escapable {
    /// The name of the type, and the largest alignment that is supported.
    ///
    /// - Complexity: O(1), and 88 calls of `supports` at most.
    public borrowing func explain() -> Explanation {
      Explanation(String(describing: Self.self), maximumAlignment: greatestSupportedAlignment)
    }

    /// The largest power of two, up to 2 MiB, that is supported for blocks of some usual sizes; `nil` when all are.
    private var greatestSupportedAlignment: Int? {
      var alignment = 1
      while alignment <= 1 << 21 {
        for byteCount in [1, 64, 4096, 1 << 16] where !supports(byteCount: byteCount, alignment: alignment) {
          return max(1, alignment / 2)
        }
        alignment *= 2
      }
      return nil
    }
  }
#endif

#if !hasFeature(Embedded)
  extension Explanation {
    /// The explanation of a transparent wrapper: it can do what the allocator inside can.
    ///
    /// - Complexity: O(1).
    public init(_ name: String, wrapping part: Explanation, role: String, figures: [(name: String, value: Int)] = []) {
      self.init(
        name, capabilities: part.capabilities, maximumAlignment: part.maximumAlignment, figures: figures,
        parts: [(role, part)])
    }
  }
#endif
