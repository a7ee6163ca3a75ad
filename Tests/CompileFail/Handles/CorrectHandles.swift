import Allocators

// A handle borrows its owner for as long as anything made through it lives.
func borrow() throws -> Int {
  var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  do {
    let handle = owner.borrowed()
    let first = try handle.makeBox(1)
    let second = try handle.makeBox(first.value + 1)
    print(second.value)
  }
  return owner.blockByteCount
}

// A shared owner may go anywhere, and so may what is made through it.
final class Store {
  var box: AllocatedBox<Int, SharedAllocator<FreeListAllocator<SystemAllocator>>>?
}

func share(_ store: Store) throws {
  let shared = try FreeListAllocator(blockByteCount: 64, blockCount: 4).shared()
  store.box = try shared.makeBox(1)
}

// A class's allocator is lent to a closure.
final class Server {
  var pool: FreeListAllocator<SystemAllocator>
  init(_ pool: consuming FreeListAllocator<SystemAllocator>) { self.pool = pool }

  func serve() throws -> Int {
    try pool.withBorrowed { handle in
      let box = try handle.makeBox(1)
      return box.value
    }
  }
}

// A handle on a scope is the parent of another arena, or of boxes.
func nest() throws -> Int {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  let handle = scope.borrowed()
  let box = try handle.makeBox(1)
  var inner = try ScopedAllocator(byteCount: 64, parent: handle)
  let innerScope = inner.scope()
  return try innerScope.make(box.value).value
}

// An erased allocator may go anywhere.
func erase() throws -> AnyAllocator { AnyAllocator(try FreeListAllocator(blockByteCount: 64, blockCount: 4)) }
