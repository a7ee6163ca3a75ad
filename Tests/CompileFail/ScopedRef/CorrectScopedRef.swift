// Flags: -enable-experimental-feature Lifetimes
import Allocators

struct Tree: ~Escapable, BitwiseCopyable {
  let value: Int
  let left: ScopedRef<Tree>?
  let right: ScopedRef<Tree>?

  @_lifetime(copy left, copy right)
  init(_ value: Int, _ left: ScopedRef<Tree>? = nil, _ right: ScopedRef<Tree>? = nil) {
    self.value = value
    self.left = left
    self.right = right
  }
}

// References can be copied, and nodes may share nodes by them.
func share() throws -> Int {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let leaf = try scope.ref(Tree(1))
  let root = try scope.ref(Tree(2, leaf, leaf))
  let copy = root
  return copy.value.value + root.value.value + leaf.value.value
}

// What is bitwise-copyable may be referred to while inner scopes come and go.
func outlive() throws -> Int {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  let number = try outer.ref(1)
  do {
    let inner = outer.scope()
    let pair = try inner.ref(number.value + 1)
    print(pair.value)
  }
  return number.value
}

struct Name: ~Escapable {
  let text: String
  let outer: ScopedRef<Name>?

  @_lifetime(copy outer)
  init(_ text: String, in outer: ScopedRef<Name>? = nil) {
    self.text = text
    self.outer = outer
  }
}

// Nodes may hold strings and refer to one another.
func qualify() throws -> String {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let module = try scope.ref(Name("module"))
  let type = try scope.ref(Name("type", in: module))
  return type.withValue { $0.outer!.withValue { $0.text } + $0.text }
}

// What has a destructor is referred to within its scope.
func name() throws -> String {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let name = try scope.ref("name")
  let frozen = try scope.freeze(scope.make("frozen"))
  return name.value + frozen.value
}
