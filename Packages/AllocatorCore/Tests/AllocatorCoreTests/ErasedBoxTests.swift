import AllocatorCore
import Testing

private final class Deaths { var names: [String] = [] }

private struct Mortal: ~Copyable {
  let name: String
  let deaths: Deaths
  deinit { deaths.names.append(name) }
}

private protocol Shape { func area() -> Int }
private struct Square: Shape {
  var side: Int
  func area() -> Int { side * side }
}

@Suite struct ErasedBoxTests {
  @Test func `a downcast returns the box, or the erased box`() throws {
    let erased = try SystemAllocator().makeBox(42).erased()
    let (isInt, isString) = (erased.holds(Int.self), erased.holds(String.self))
    #expect(isInt && !isString)
    switch erased.downcast(to: String.self) {
    case .box: Issue.record("an Int is no String")
    case .other(let same):
      let name = same.typeName
      #expect(name == "Int")
      switch same.downcast(to: Int.self) {
      case .box(let box): #expect(box.value == 42)
      case .other: Issue.record("an Int is an Int")
      }
    }
  }

  @Test func `the destructor runs once, however the box ends`() throws {
    let deaths = Deaths()
    do {
      _ = try SystemAllocator().makeBox(Mortal(name: "erased", deaths: deaths)).erased()
      let second = try SystemAllocator().makeBox(Mortal(name: "downcast", deaths: deaths)).erased()
      #expect(deaths.names == ["erased"])
      switch second.downcast(to: Mortal.self) {
      case .box(let box): #expect(box.value.name == "downcast")
      case .other: Issue.record("the type is the same")
      }
    }
    #expect(deaths.names == ["erased", "downcast"])
  }

  @Test func `the value is read by type`() throws {
    let erased = try SystemAllocator().makeBox("text").erased()
    let count = erased.withValue(as: String.self) { $0.count }
    let wrong = erased.withValue(as: Int.self) { $0 }
    #expect(count == 4 && wrong == nil)
  }

  @Test func `boxes hold values of protocol types and of any type`() throws {
    let shape: AllocatedBox<any Shape, SystemAllocator> = try SystemAllocator().makeBox(Square(side: 3))
    #expect(shape.value.area() == 9)
    let any: AllocatedBox<Any, SystemAllocator> = try SystemAllocator().makeBox(7)
    #expect(any.value as? Int == 7 && any.value as? String == nil)
  }
}
