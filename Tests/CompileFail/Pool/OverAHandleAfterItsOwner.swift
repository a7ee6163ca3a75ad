import Allocators

// A pool takes its memory through a handle, and outlives the owner.
func misuse() throws {
  let pool: Pool<Int, BorrowedScope>  // expected-error 2 {{lifetime-dependent variable 'pool' escapes its scope}}
  do {
    var arena = try ScopedAllocator(byteCount: 4096)
    var scope = arena.scope()  // expected-note {{it depends on this scoped access to variable 'arena'}}
    pool = try Pool(of: Int.self, capacity: 4, parent: scope.borrowed())
    // expected-note@-1 {{it depends on this scoped access to variable 'scope'}}
  }
  print(pool.count)  // expected-note 2 {{this use of the lifetime-dependent value is out of scope}}
}
