/// The compositions that have a name.
public enum Catalogue {
  /// All of them, in the order in which they are listed and replayed.
  public static let compositions: [any Composition] = [SystemComposition()]

  /// The composition called `name`.
  public static func composition(named name: String) -> (any Composition)? {
    compositions.first { $0.name == name }
  }
}
