import Allocators
import Barrier

@MainActor let containerCells: [(String, (Meter) throws -> Void)] = [
  (
    "AllocatedArray",
    { m in
      var array = AllocatedArray<Int, Fresh>(allocator: Fresh())
      m.start()
      for index in 0..<m.count { try array.append(index) }
      m.stop("append, each", times: m.count)
      m.note("capacity", held: array.capacity * 8, live: m.count * 8)
      m.start()
      let copy = try array.clone()
      m.stop("clone, each", times: m.count)
      escapeValue(copy[m.count - 1])
      m.start()
      for index in 0..<repetitions { escapeValue(array[index]) }
      m.stop("subscript", times: repetitions)
      m.start()
      var sum = 0
      array.forEach { sum &+= $0 }
      m.stop("forEach, each", times: m.count)
      escapeValue(sum)
      m.start()
      array.removeAll { $0 & 1 == 0 }
      m.stop("removeAll(where:), each", times: m.count)
      m.start()
      array.shrinkToFit()
      m.stop("shrinkToFit, each", times: m.count)
      m.start()
      while let last = array.popLast() { escapeValue(last) }
      m.stop("popLast", times: m.count / 2)
    }
  ),
  (
    "AllocatedDeque",
    { m in
      var deque = AllocatedDeque<Int, Fresh>(allocator: Fresh())
      m.start()
      for index in 0..<m.count / 2 {
        try deque.append(index)
        try deque.prepend(index)
      }
      m.stop("append and prepend, each", times: m.count)
      m.note("capacity", held: deque.capacity * 8, live: m.count * 8)
      try deque.reserveCapacity(m.count + 2)
      m.start()
      for index in 0..<repetitions {
        try deque.append(index)
        escapeValue(deque.popFirst() ?? 0)
      }
      m.stop("append and popFirst", times: repetitions)
      m.start()
      for index in 0..<repetitions {
        try deque.insert(index, at: 3)
        escapeValue(deque.remove(at: 3))
      }
      m.stop("insert and remove near the end", times: repetitions)
      m.start()
      let copy = try deque.clone()
      m.stop("clone, each", times: m.count)
      escapeValue(copy.count)
      m.start()
      var sum = 0
      deque.forEach { sum &+= $0 }
      m.stop("forEach, each", times: m.count)
      escapeValue(sum)
      m.start()
      deque.removeAll { $0 & 1 == 0 }
      m.stop("removeAll(where:), each", times: m.count)
    }
  ),
  (
    "AllocatedDictionary",
    { m in
      var table = AllocatedDictionary<Int, Int, Fresh>(allocator: Fresh())
      m.start()
      for index in 0..<m.count { _ = try table.updateValue(index, forKey: index &* 7919) }
      m.stop("insert, each", times: m.count)
      m.note("heldByteCount", held: table.heldByteCount, live: m.count * 16)
      m.start()
      for index in 0..<repetitions { escapeValue(table[index &* 7919] ?? 0) }
      m.stop("lookup", times: repetitions)
      m.start()
      for index in 0..<repetitions { escapeValue(table[index &* 7919 + 1] ?? 0) }
      m.stop("lookup of none", times: repetitions)
      m.start()
      for index in 0..<repetitions {
        table.removeValue(forKey: index &* 7919)
        _ = try table.updateValue(index, forKey: -index - 1)
      }
      m.stop("remove and insert", times: repetitions)
      // As many have died as live.
      for index in repetitions..<m.count {
        table.removeValue(forKey: index &* 7919)
        _ = try table.updateValue(index, forKey: -index - 1)
      }
      m.start()
      for index in 0..<repetitions { escapeValue(table[-index - 1] ?? 0) }
      m.stop("lookup, among the dead", times: repetitions)
      m.start()
      let copy = try table.clone()
      m.stop("clone, each", times: m.count)
      escapeValue(copy.count)
      m.start()
      var sum = 0
      table.forEach { sum &+= $0 &+ $1 }
      m.stop("forEach, each", times: m.count)
      escapeValue(sum)
      m.start()
      table.removeAll { key, _ in key & 3 != 0 }
      m.stop("removeAll(where:), each", times: m.count)
      m.start()
      table.shrinkToFit()
      m.stop("shrinkToFit, each", times: m.count)
      m.note("heldByteCount, shrunk", held: table.heldByteCount, live: table.count * 16)
      m.start()
      var rest = 0
      table.forEach { key, _ in rest &+= key }
      m.stop("forEach, shrunk, each", times: table.count)
      escapeValue(rest)
    }
  ),
  (
    "AllocatedSet",
    { m in
      var set = AllocatedSet<Int, Fresh>(allocator: Fresh())
      m.start()
      for index in 0..<m.count { try set.insert(index &* 7919) }
      m.stop("insert, each", times: m.count)
      m.note("heldByteCount", held: set.heldByteCount, live: m.count * 8)
      m.start()
      for index in 0..<repetitions { escapeValue(set.contains(index &* 7919) ? 1 : 0) }
      m.stop("contains", times: repetitions)
      for index in 0..<m.count {
        set.remove(index &* 7919)
        try set.insert(-index - 1)
      }
      m.start()
      for index in 0..<repetitions {
        set.remove(-index - 1)
        try set.insert(index)
      }
      m.stop("remove and insert, among the dead", times: repetitions)
      m.start()
      let copy = try set.clone()
      m.stop("clone, each", times: m.count)
      m.start()
      escapeValue(copy.isSubset(of: set) ? 1 : 0)
      m.stop("isSubset, each", times: m.count)
      m.start()
      var union = AllocatedSet<Int, Fresh>(allocator: Fresh())
      try union.formUnion(set)
      m.stop("formUnion from none, each", times: m.count)
      escapeValue(union.count)
      m.start()
      set.subtract(copy)
      m.stop("subtract, each", times: m.count)
    }
  ),
  (
    "AllocatedSlots",
    { m in
      var slots = AllocatedSlots<Int, Fresh>(allocator: Fresh())
      var handles: [AllocatedSlots<Int, Fresh>.Handle] = []
      handles.reserveCapacity(2 * m.count)
      m.start()
      for index in 0..<m.count { handles.append(try slots.insert(index)) }
      m.stop("insert, each", times: m.count)
      m.note("heldByteCount", held: slots.heldByteCount, live: m.count * 8)
      shuffle(&handles)
      for _ in 0..<m.count / 2 { slots.remove(handles.removeLast()) }
      m.start()
      for index in 0..<repetitions { escapeValue(slots[handles[index]]) }
      m.stop("lookup", times: repetitions)
      m.start()
      for index in 0..<repetitions {
        slots.remove(handles.removeLast())
        handles.append(try slots.insert(index))
      }
      m.stop("remove and insert", times: repetitions)
      m.start()
      let copy = try slots.clone()
      m.stop("clone, each", times: m.count)
      escapeValue(copy.count)
      m.start()
      var sum = 0
      slots.forEach { sum &+= $1 }
      m.stop("forEach, each slot", times: m.count)
      escapeValue(sum)
      m.start()
      slots.shrinkToFit()
      m.stop("shrinkToFit, each slot", times: m.count)
      m.start()
      slots.removeAll { $1 & 1 == 0 }
      m.stop("removeAll(where:), each slot", times: m.count)
    }
  ),
  (
    "AllocatedString",
    { m in
      var text = AllocatedString<Fresh>(allocator: Fresh())
      let word = "seven b"
      m.start()
      for _ in 0..<m.count { try text.append(word) }
      m.stop("append, each", times: m.count)
      m.note("heldByteCount", held: text.heldByteCount, live: 7 * m.count)
      m.start()
      let copy = try text.clone()
      m.stop("clone, each byte", times: 7 * m.count)
      escapeValue(copy.byteCount)
      m.start()
      for _ in 0..<repetitions { escapeValue(text.popLast() == nil ? 1 : 0) }
      m.stop("popLast", times: repetitions)
      m.start()
      text.shrinkToFit()
      m.stop("shrinkToFit, each byte", times: 7 * m.count)
    }
  ),
  (
    "AllocatedStringDictionary",
    { m in
      let keys = (0..<2 * m.count).map { "key number \(1_000_000 + $0)" }
      var table = AllocatedStringDictionary<Int, Fresh>(allocator: Fresh())
      m.start()
      for index in 0..<m.count { _ = try table.updateValue(index, forKey: keys[index]) }
      m.stop("insert, each", times: m.count)
      m.start()
      for index in 0..<repetitions { escapeValue(table[keys[index]] ?? 0) }
      m.stop("lookup", times: repetitions)
      for index in 0..<m.count {
        table.removeValue(forKey: keys[index])
        _ = try table.updateValue(index, forKey: keys[m.count + index])
      }
      m.start()
      for index in 0..<m.count {
        table.removeValue(forKey: keys[m.count + index])
        _ = try table.updateValue(index, forKey: keys[index])
      }
      m.stop("remove and insert, among the dead", times: m.count)
      m.start()
      let copy = try table.clone()
      m.stop("clone, each", times: m.count)
      escapeValue(copy.count)
      m.start()
      var sum = 0
      table.forEach { sum &+= $1 }
      m.stop("forEach, each", times: m.count)
      escapeValue(sum)
      m.start()
      table.removeAll { $1 & 1 == 0 }
      m.stop("removeAll(where:), each", times: m.count)
      m.start()
      table.shrinkToFit()
      m.stop("shrinkToFit, each", times: m.count)
    }
  ),
]
