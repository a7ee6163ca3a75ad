import Allocators
import Barrier

final class Counted {}

struct Destroyed: ~Copyable {
  var value: Int
  deinit { escape(nil as UnsafeRawPointer? ?? UnsafeRawPointer(bitPattern: 8)!) }
}

@MainActor let scopeCells: [(String, (Meter) throws -> Void)] = [
  (
    "Scope",
    { m in
      var arena = try ScopedAllocator(byteCount: 4096, growth: .constant, parent: Fresh())
      var scope = arena.scope()
      for index in 0..<m.count { _ = try scope.ref(Destroyed(value: index)) }
      m.start()
      for index in 0..<repetitions {
        var inner = scope.scope()
        let box = try inner.make(index)
        escapeValue(box.value)
        _ = inner.allocatedByteCount
      }
      m.stop("open, make, close", times: repetitions)
      m.start()
      for index in 0..<repetitions {
        let value = try? scope.attempt { (inner: inout Scope) throws(AllocationError) in
          let box = try inner.make(index)
          return box.value
        }
        escapeValue(value ?? 0)
      }
      m.stop("attempt", times: repetitions)
      m.start()
      for index in 0..<repetitions {
        let box = try scope.make(index)
        escapeValue(box.value)
      }
      m.stop("make", times: repetitions)
      m.start()
      for index in 0..<repetitions { _ = try scope.ref(Destroyed(value: index)) }
      m.stop("ref with a destructor", times: repetitions)
    }
  ),
  (
    "Scope, growing",
    { m in
      var arena = try ScopedAllocator(byteCount: 4096, growth: .doubling, parent: Fresh())
      do {
        let scope = arena.scope()
        m.start()
        var array = try scope.makeArray(of: Int.self, capacity: 0)
        for index in 0..<m.count { try array.append(index, in: scope) }
        m.stop("ScopedArray append, each", times: m.count)
        m.start()
        var two = try scope.makeArray(of: Int.self, capacity: 0)
        var other = try scope.makeArray(of: Int.self, capacity: 0)
        for index in 0..<m.count {
          try two.append(index, in: scope)
          try other.append(index, in: scope)
        }
        m.stop("two ScopedArrays by turns, each", times: 2 * m.count)
        m.start()
        var text = try scope.makeString()
        for _ in 0..<m.count { try text.append("seven b", in: scope) }
        m.stop("ScopedString append, each", times: m.count)
        m.note("allocatedByteCount", held: scope.allocatedByteCount, live: m.count * (3 * 8 + 7))
      }
      m.start()
      arena.reset()
      m.stop("reset", .logarithm, times: 1)
    }
  ),
  (
    "Scope, closing",
    { m in
      var arena = try ScopedAllocator(byteCount: m.count * 64, parent: Fresh())
      do {
        let scope = arena.scope()
        for index in 0..<m.count { _ = try scope.ref(Destroyed(value: index)) }
        m.start()
      }
      m.stop("close, each destructor", times: m.count)
    }
  ),
  (
    "ArenaPool",
    { m in
      let pool = ArenaPool(byteCount: 4096, parent: Fresh())
      for index in 0..<m.count {
        try pool.withArena { lease in
          _ = try lease.keep(index)
        }
      }
      m.start()
      for index in 0..<repetitions {
        try pool.withArena { lease in
          let scope = lease.scope()
          let box = try scope.make(index)
          escapeValue(box.value)
        }
      }
      m.stop("withArena", times: repetitions)
      m.start()
      for index in 0..<repetitions { try pool.withArena { lease in _ = try lease.keep(index) } }
      m.stop("keep", times: repetitions)
      m.start()
      pool.reset()
      m.stop("reset, each kept value", times: m.count)
    }
  ),
  (
    "Pool",
    { m in
      var pool = try Pool(of: Destroyed.self, capacity: 4 * m.count, parent: Fresh())
      var boxes: [AnyObject] = []
      boxes.append(Counted())
      for index in 0..<m.count { try pool.insert(Destroyed(value: index)) }
      m.start()
      for index in 0..<repetitions {
        let box = try pool.make(Destroyed(value: index))
        escapeValue(box.value.value)
      }
      m.stop("make and destroy", times: repetitions)
      m.start()
      for index in 0..<repetitions { try pool.insert(Destroyed(value: index)) }
      m.stop("insert", times: repetitions)
      m.note("heldByteCount", held: pool.heldByteCount, live: m.count * 8)
      m.start()
      pool.forEachValue { $0.value &+= 1 }
      m.stop("forEachValue, each", times: m.count)
      m.start()
      pool.removeAll { $0.value & 3 != 0 }
      m.stop("removeAll(where:), each", .logarithm, times: m.count)
      m.start()
      pool.forEachValue { $0.value &+= 1 }
      m.stop("forEachValue among holes, each place", .logarithm, times: m.count)
      m.start()
      pool.reset()
      m.stop("reset, each", .logarithm, times: m.count)
    }
  ),
]

@inline(always)
func escapeValue(_ value: Int) {
  var copy = value
  withUnsafeMutablePointer(to: &copy) { escape($0) }
}
