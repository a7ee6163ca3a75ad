import Allocators

// The place of an in-place initializer is used in another one.
func misuse() throws {
  let system = SystemAllocator()
  let box = try system.makeBox(of: Int.self) { place in
    // expected-error@-1 {{missing reinitialization of closure capture 'place' after consume}}
    let other = try system.makeBox(of: Int.self) { otherPlace in
      otherPlace = place  // expected-note {{consumed here}}
    }
    print(other.value)
  }
  print(box.value)
}
