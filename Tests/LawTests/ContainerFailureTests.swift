import AllocatorTesting
import Allocators
import Testing

/// The main operations of every container, with each of their allocations failing in turn: nothing is lost, and nothing
/// ends twice. They may recover: where there is no room to grow generously, they ask for just enough.
@Suite struct ContainerFailureTests {
  @Test func `arrays survive every refusal`() {
    checkAllAllocationFailures(mayRecover: true) { memory in
      var array = try memory.makeArray(of: Witness.self, capacity: 2)
      for number in 0..<10 { try array.append(memory.witness(number)) }
      try array.insert(memory.witness(), at: 3)
      try array.append(addingCount: 20) { (span: inout OutputSpan<Witness>) throws in
        for number in 0..<20 { span.append(memory.witness(number)) }
      }
      try array.reserveCapacity(100)
      try array.reallocate(capacity: 40)
      var other = try memory.makeArray(of: Witness.self)
      try other.append(moving: &array)
      let numbers = try memory.makeArray(of: Int.self, capacity: 4)
      _ = try numbers.clone()
    }
  }

  @Test func `deques survive every refusal`() {
    checkAllAllocationFailures(mayRecover: true) { memory in
      var deque = try memory.makeDeque(of: Witness.self)
      for number in 0..<10 {
        try deque.append(memory.witness(number))
        try deque.prepend(memory.witness(number))
      }
      _ = deque.popFirst()
      try deque.reserveCapacity(100)
    }
  }

  @Test func `slots survive every refusal`() {
    checkAllAllocationFailures(mayRecover: true) { memory in
      var slots = try memory.makeSlots(of: Witness.self)
      let first = try slots.insert(memory.witness())
      for number in 0..<40 { _ = try slots.insert(memory.witness(number)) }
      slots.remove(first)
      try slots.reserveCapacity(200)
    }
  }

  @Test func `strings survive every refusal`() {
    checkAllAllocationFailures(mayRecover: true) { memory in
      var text = try memory.makeString("a text that needs memory")
      for number in 0..<20 { try text.append("\(number), ") }
      try text.append(validating: Array("grüße".utf8).span)
      try text.reserveCapacity(1000)
    }
  }

  @Test func `dictionaries survive every refusal`() {
    checkAllAllocationFailures(mayRecover: true) { memory in
      var dictionary = try memory.makeDictionary(from: Int.self, to: Witness.self)
      for number in 0..<40 { try dictionary.updateValue(memory.witness(number), forKey: number) }
      try dictionary.updateValue(memory.witness(), forKey: 7)
      try dictionary.reserveCapacity(200)
      var set = try memory.makeSet(of: String.self)
      for number in 0..<40 { try set.insert("\(number)") }
    }
  }

  @Test func `boxes of containers survive every refusal`() {
    checkAllAllocationFailures(mayRecover: true) { memory in
      var rows = try memory.makeArray(of: AllocatedArray<Witness, TestMemory>.self)
      for number in 0..<10 {
        var row = try memory.makeArray(of: Witness.self)
        try row.append(memory.witness(number))
        try rows.append(row)
      }
      let box = try memory.makeBox(rows)
      _ = box.consume()
    }
  }

  @Test func `what is in a scope survives every refusal`() {
    checkAllAllocationFailures(mayRecover: true) { memory in
      var arena = try ScopedAllocator(byteCount: 64, growth: .constant, parent: memory)
      var scope = arena.scope()
      var array = try scope.makeArray(of: Witness.self)
      var text = try scope.makeString()
      for number in 0..<20 {
        try array.append(memory.witness(number), in: scope)
        try text.append("\(number), ", in: scope)
        _ = try scope.ref(memory.witness(number))
      }
      try scope.attempt { (attempt: inout Scope) throws in
        for number in 0..<20 { _ = try attempt.ref(memory.witness(number)) }
        _ = try attempt.freeze(attempt.make(memory.witness()))
      }
      _ = try scope.makeSlice(copying: Array(0..<100).span)
    }
  }
}
