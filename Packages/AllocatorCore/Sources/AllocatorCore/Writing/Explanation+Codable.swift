#if !hasFeature(Embedded)
  // The machine-readable form: objects with the properties' names; what is empty or `nil` is left out.
  extension Explanation: Codable {
    private enum Key: String, CodingKey {
      case name, parameters, capabilities, maximumAlignment, figures, parts
    }

    private struct Parameter: Codable {
      var name: String
      var value: String
    }

    private struct Figure: Codable {
      var name: String
      var value: Int
    }

    private struct Part: Codable {
      var role: String
      var allocator: Explanation
    }

    /// Reads an explanation and its parts; what is left out is empty or `nil`.
    ///
    /// - Throws: What the decoder throws.
    /// - Complexity: O(parameters, figures and parts of the tree), and that of the decoder.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: Key.self)
      let parameters = try values.decodeIfPresent([Parameter].self, forKey: .parameters) ?? []
      let figures = try values.decodeIfPresent([Figure].self, forKey: .figures) ?? []
      let parts = try values.decodeIfPresent([Part].self, forKey: .parts) ?? []
      self.init(
        try values.decode(String.self, forKey: .name), parameters: parameters.map { ($0.name, $0.value) },
        capabilities: try values.decodeIfPresent(Capabilities.self, forKey: .capabilities) ?? [],
        maximumAlignment: try values.decodeIfPresent(Int.self, forKey: .maximumAlignment),
        figures: figures.map { ($0.name, $0.value) }, parts: parts.map { ($0.role, $0.allocator) })
    }

    /// Writes the explanation and its parts.
    ///
    /// - Throws: What the encoder throws.
    /// - Complexity: O(parameters, figures and parts of the tree), and that of the encoder.
    public func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: Key.self)
      try values.encode(name, forKey: .name)
      if !parameters.isEmpty {
        try values.encode(parameters.map { Parameter(name: $0.name, value: $0.value) }, forKey: .parameters)
      }
      if !capabilities.isEmpty { try values.encode(capabilities, forKey: .capabilities) }
      try values.encodeIfPresent(maximumAlignment, forKey: .maximumAlignment)
      if !figures.isEmpty {
        try values.encode(figures.map { Figure(name: $0.name, value: $0.value) }, forKey: .figures)
      }
      if !parts.isEmpty {
        try values.encode(parts.map { Part(role: $0.role, allocator: $0.explanation) }, forKey: .parts)
      }
    }
  }

  extension Explanation.Capabilities: Codable {
    /// Reads capabilities from a list of their names; names that are not known are left out.
    ///
    /// - Complexity: O(names), and that of the decoder.
    public init(from decoder: any Decoder) throws {
      let names = try decoder.singleValueContainer().decode([String].self)
      self = Self.all.reduce([]) { names.contains($1.description) ? $0.union($1) : $0 }
    }

    /// Writes the names of the capabilities, such as `["owns", "thread-safe"]`.
    ///
    /// - Complexity: O(1), and that of the encoder.
    public func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      try value.encode(Self.all.filter { contains($0) }.map(\.description))
    }
  }
#endif
