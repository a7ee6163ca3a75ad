import Allocators

// A handle of storage of another type is used.
func misuse() throws {
  var names = try SystemAllocator().makeSlots(of: String.self)
  let numbers = try SystemAllocator().makeSlots(of: Int.self)
  let name = try names.insert("a")
  print(numbers[name])
  // expected-error@-1 {{cannot convert value of type 'SlotHandle<String>' to expected argument type 'SlotHandle<Int>'}}
  // expected-note@-2 {{arguments to generic parameter 'Element' ('String' and 'Int') are expected to be equal}}
}
