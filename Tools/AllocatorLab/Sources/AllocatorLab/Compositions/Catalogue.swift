/// The compositions that have a name.
public enum Catalogue {
  /// All of them, in the order in which they are listed and replayed.
  public static let compositions: [any Composition] = [
    SystemComposition(), SizeClassesComposition(), SegregatedComposition(), FallbackComposition(), ArenaComposition(),
    LoggedComposition(), LimitedComposition(), LockedComposition(),
  ]

  /// The composition called `text`, or else the one that it describes.
  ///
  /// - Throws: ``SpecificationError`` when it is neither.
  public static func composition(_ text: String) throws(SpecificationError) -> any Composition {
    if let known = compositions.first(where: { $0.name == text }) { return known }
    var parser = SpecificationParser(text)
    if let tuned = try TunedComposition(try parser.parse(), text: text) { return tuned }
    return try SpecifiedComposition(text)
  }
}
