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
    return try SpecifiedComposition(text)
  }
}
