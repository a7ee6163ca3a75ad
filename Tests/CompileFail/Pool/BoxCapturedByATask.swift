import Allocators

// A task, which may run at any time, captures a box.
func misuse() throws {
  let pool = try Pool(of: Int.self, capacity: 4)  // expected-note {{it depends on the lifetime of variable 'pool'}}
  let box = try pool.make(1)
  // expected-error@-1 {{lifetime-dependent value escapes its scope}}
  // expected-note@-2 {{this use causes the lifetime-dependent value to escape}}
  Task { print(box.value) }
}
