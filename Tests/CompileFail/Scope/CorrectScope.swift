// Flags: -enable-experimental-feature Lifetimes
import Allocators

// A scope is passed on as `inout` or `borrowing`, also through recursion; results depend on it.
func depth(_ scope: inout Scope, _ levels: Int) throws -> Int {
  guard levels > 0 else { return 0 }
  let box = try scope.make(levels)
  var inner = scope.scope()
  return try depth(&inner, levels - 1) + box.value
}

@_lifetime(copy scope)
func makeNumber(_ scope: borrowing Scope) throws -> ScopedBox<Int> { try scope.make(7) }

func correct() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  var total = try depth(&scope, 3)
  let number = try makeNumber(scope)
  let reference = scope.freeze(number)
  total += try scope.attempt { attempt in
    let doubled = try attempt.make(reference.value * 2)
    return doubled.value
  }
  print(total)
}
