import Allocators

// A box is made through a class's property, which may change at any time.
final class World {
  var pool: Pool<Int, SystemAllocator>
  init(_ pool: consuming Pool<Int, SystemAllocator>) { self.pool = pool }

  func misuse() throws {
    let box = try pool.make(1)
    // expected-error@-1 {{lifetime-dependent variable 'box' escapes its scope}}
    // expected-note@-2 {{it depends on this scoped access to variable 'pool'}}
    print(box.value)  // expected-note {{this use of the lifetime-dependent value is out of scope}}
  }
}
