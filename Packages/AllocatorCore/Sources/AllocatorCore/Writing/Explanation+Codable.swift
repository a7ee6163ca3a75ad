#if !hasFeature(Embedded)
  // The machine-readable form: objects with the properties' names; what is empty or `nil` is left out.
  extension Explanation: Codable {
    /// The names of all properties, those of parameters, figures and parts, too. There is one type of keys, and none for
    /// what is in a list: the functions that the compiler makes for each such type are in every program.
    private enum Key: String, CodingKey {
      case name, parameters, capabilities, maximumAlignment, figures, parts, value, role, allocator
    }

    /// Reads an explanation and its parts; what is left out is empty or `nil`.
    ///
    /// - Throws: What the decoder throws.
    /// - Complexity: O(parameters, figures and parts of the tree), and that of the decoder.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: Key.self)
      self.init(
        try values.decode(String.self, forKey: .name),
        parameters: try Self.list(.parameters, of: values, .name, String.self, .value),
        capabilities: try values.decodeIfPresent(Capabilities.self, forKey: .capabilities) ?? [],
        maximumAlignment: try values.decodeIfPresent(Int.self, forKey: .maximumAlignment),
        figures: try Self.list(.figures, of: values, .name, Int.self, .value),
        parts: try Self.list(.parts, of: values, .role, Explanation.self, .allocator))
    }

    /// The pairs of a list of objects with two properties; none when there is no list.
    private static func list<Value: Decodable>(
      _ key: Key, of values: KeyedDecodingContainer<Key>, _ nameKey: Key, _ type: Value.Type, _ valueKey: Key
    ) throws -> [(String, Value)] {
      guard values.contains(key), try !values.decodeNil(forKey: key) else { return [] }
      var list = try values.nestedUnkeyedContainer(forKey: key)
      var pairs: [(String, Value)] = []
      while !list.isAtEnd {
        let item = try list.nestedContainer(keyedBy: Key.self)
        pairs.append((try item.decode(String.self, forKey: nameKey), try item.decode(type, forKey: valueKey)))
      }
      return pairs
    }

    /// Writes the explanation and its parts.
    ///
    /// - Throws: What the encoder throws.
    /// - Complexity: O(parameters, figures and parts of the tree), and that of the encoder.
    public func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: Key.self)
      try values.encode(name, forKey: .name)
      try Self.encode(parameters.map { ($0.name, $0.value) }, .parameters, to: &values, .name, .value)
      if !capabilities.isEmpty { try values.encode(capabilities, forKey: .capabilities) }
      try values.encodeIfPresent(maximumAlignment, forKey: .maximumAlignment)
      try Self.encode(figures.map { ($0.name, $0.value) }, .figures, to: &values, .name, .value)
      try Self.encode(parts.map { ($0.role, $0.explanation) }, .parts, to: &values, .role, .allocator)
    }

    /// Writes pairs as a list of objects with two properties; nothing when there are none.
    private static func encode<Value: Encodable>(
      _ pairs: [(String, Value)], _ key: Key, to values: inout KeyedEncodingContainer<Key>, _ nameKey: Key,
      _ valueKey: Key
    ) throws {
      guard !pairs.isEmpty else { return }
      var list = values.nestedUnkeyedContainer(forKey: key)
      for (name, value) in pairs {
        var item = list.nestedContainer(keyedBy: Key.self)
        try item.encode(name, forKey: nameKey)
        try item.encode(value, forKey: valueKey)
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
