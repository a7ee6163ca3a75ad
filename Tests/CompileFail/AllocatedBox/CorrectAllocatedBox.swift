import Allocators

// A box of the system's memory may go anywhere.
final class Holder {
  var box: AllocatedBox<[Int], SystemAllocator>
  init(_ box: consuming AllocatedBox<[Int], SystemAllocator>) { self.box = box }
}

func make() throws(AllocationError) -> AllocatedBox<Int, SystemAllocator> { try SystemAllocator().makeBox(1) }

func correct() async throws {
  var box = try make()
  box.value += 1
  let task = Task { [value = box.consume()] in value }
  let holder = Holder(try SystemAllocator().makeBox([await task.value]))
  print(holder.box.value)
  let erased = try SystemAllocator().makeBox(1).erased()
  switch erased.downcast(to: Int.self) {
  case .box(let box): print(box.value)
  case .other(let other): print(other.typeName)
  }
}
