/// The compositions that have a name.
public enum Catalogue {
  /// All of them, in the order in which they are listed and replayed.
  public static let compositions: [any Composition] = [
    SystemComposition(), SizeClassesComposition(), SegregatedComposition(), FallbackComposition(), ArenaComposition(),
    LoggedComposition(), LimitedComposition(), LockedComposition(),
  ]

  /// Those that take their pages from the system themselves, so that what they hold is not counted: they are replayed
  /// where they are asked for.
  public static let general: [any Composition] = [GeneralComposition(), GeneralByAddressComposition()]

  /// The composition called `text`, or else the one that it describes.
  ///
  /// - Throws: ``SpecificationError`` when it is neither.
  public static func composition(_ text: String) throws(SpecificationError) -> any Composition {
    if let known = (compositions + general).first(where: { $0.name == text }) { return known }
    var parser = SpecificationParser(text)
    if let tuned = try TunedComposition(try parser.parse(), text: text) { return tuned }
    return try SpecifiedComposition(text)
  }
}
