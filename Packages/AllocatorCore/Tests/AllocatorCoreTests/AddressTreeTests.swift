import AllocatorCore
import Testing

@Suite(.serialized) struct AddressTreeTests {
  /// A node that counts how often any is looked at, by one test at a time, and knows the greatest weight in its part of
  /// the tree.
  @safe
  private struct Node: _AddressTreeNode {
    nonisolated(unsafe) static var steps = 0
    var _lower: UnsafeMutablePointer<Self>?
    var _upper: UnsafeMutablePointer<Self>?
    let address: UInt
    var weight: Int
    var greatest = 0

    init(_ address: UInt, weight: Int) {
      unsafe _lower = nil
      unsafe _upper = nil
      self.address = address
      self.weight = weight
    }

    static func _address(of node: UnsafeMutablePointer<Self>) -> UInt {
      unsafe steps += 1
      return unsafe node.pointee.address
    }

    static func _partsDidChange(of node: UnsafeMutablePointer<Self>) {
      unsafe node.pointee.greatest = max(
        node.pointee.weight, node.pointee._lower?.pointee.greatest ?? 0, node.pointee._upper?.pointee.greatest ?? 0)
    }
  }

  @Test(arguments: ["ascending", "descending", "all alike", "at random"]) func `finds what is there in few steps`(
    order: String
  ) {
    let count = 4096
    let nodes = UnsafeMutablePointer<Node>.allocate(capacity: count)
    defer { unsafe nodes.deallocate() }
    var tree = _AddressTree<Node>()
    var random = SystemRandomNumberGenerator()
    var addresses = (0..<count).map { order == "all alike" ? 7 : UInt($0) * 3 + 5 }
    if order == "descending" { addresses.reverse() }
    if order == "at random" { addresses.shuffle(using: &random) }
    unsafe Node.steps = 0
    for index in 0..<count {
      unsafe (nodes + index).initialize(to: Node(addresses[index], weight: index))
      unsafe tree.insert(nodes + index)
    }
    #expect(unsafe Node.steps < count * 160 && tree.root?.pointee.greatest == count - 1)
    unsafe Node.steps = 0
    for address in addresses {
      #expect(unsafe tree.last(notAbove: address)?.pointee.address == address)
      #expect(unsafe tree.first(notBelow: address)?.pointee.address == address)
    }
    #expect(unsafe Node.steps < 2 * count * 40)
    #expect(
      unsafe tree.last(notAbove: addresses.min()! - 1) == nil && tree.first(notBelow: addresses.max()! + 1) == nil)
    unsafe nodes.pointee.weight = count
    unsafe tree.didChange(nodes)
    #expect(unsafe tree.root?.pointee.greatest == count)
    unsafe Node.steps = 0
    for index in (0..<count).shuffled(using: &random) { unsafe tree.remove(nodes + index) }
    #expect(unsafe tree.root == nil && Node.steps < count * 160)
  }

  @Test func `agrees with a set of addresses`() {
    let seed = UInt64.random(in: 0 ... .max)
    var state = seed
    func next(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % bound)
    }
    let count = 300
    let nodes = UnsafeMutablePointer<Node>.allocate(capacity: count)
    defer { unsafe nodes.deallocate() }
    for index in 0..<count { unsafe (nodes + index).initialize(to: Node(UInt(index * 10 + 10), weight: index)) }
    var tree = _AddressTree<Node>()
    var members: Set<Int> = []
    for step in 0..<5000 {
      let index = next(300)
      if members.contains(index) {
        unsafe tree.remove(nodes + index)
        members.remove(index)
      } else {
        unsafe tree.insert(nodes + index)
        members.insert(index)
      }
      #expect(unsafe tree.root?.pointee.greatest == members.max(), "seed \(seed), step \(step)")
      let place = next(300)
      let below = unsafe tree.last(notAbove: UInt(place * 10 + 14)).map { unsafe $0 - nodes }
      let above = unsafe tree.first(notBelow: UInt(place * 10 + 6)).map { unsafe $0 - nodes }
      #expect(below == members.filter { $0 <= place }.max(), "seed \(seed), step \(step)")
      #expect(above == members.filter { $0 >= place }.min(), "seed \(seed), step \(step)")
    }
    tree.removeAll()
    #expect(unsafe tree.root == nil)
  }
}
