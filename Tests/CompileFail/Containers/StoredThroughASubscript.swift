import Allocators

// An entry is stored through a subscript, which could not say that there is no room for it.
func misuse() throws {
  var ages = try SystemAllocator().makeDictionary(from: String.self, to: Int.self)
  ages["Ada"] = 36  // expected-error {{use try updateValue(_:forKey:)}}
  ages["Ada", default: 0] += 1  // expected-error {{use try updateValue(forKey:default:with:)}}
  var counts = try SystemAllocator().makeStringDictionary(to: Int.self)
  counts["one"] = 1  // expected-error {{use try updateValue(_:forKey:)}}
  counts["one", default: 0] += 1  // expected-error {{use try updateValue(forKey:default:with:)}}
}
