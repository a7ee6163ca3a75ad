// Trees in the memory of an arena.
//
// Nodes that are only read refer to one another by references, and may be shared. The tree is gone when its scope
// closes.

import Allocators

// snippet.shared
/// A node of an expression: a few words, copied freely, that cannot outlive its scope.
enum Expression: BitwiseCopyable, ~Escapable {
  case number(Double)
  case sum(ScopedRef<Expression>, ScopedRef<Expression>)
  case product(ScopedRef<Expression>, ScopedRef<Expression>)

  var value: Double {
    switch self {
    case .number(let number): number
    case .sum(let left, let right): left.value.value + right.value.value
    case .product(let left, let right): left.value.value * right.value.value
    }
  }
}
// snippet.end

// snippet.parser
/// Evaluates sums of products of digits: operators wait until one that binds less tightly comes.
func evaluate(_ text: String) throws -> Double {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var operands = try scope.makeArray(of: Expression.self, capacity: text.utf8.count)
  var operators: [Character] = []
  for character in text + "\n" {
    if let digit = character.wholeNumberValue {
      operands.append(.number(Double(digit)))
      continue
    }
    while let last = operators.last, last == "*" || character != "*" {
      guard let right = operands.popLast(), let left = operands.popLast() else { return .nan }
      let (leftNode, rightNode) = (try scope.ref(left), try scope.ref(right))
      operands.append(last == "*" ? .product(leftNode, rightNode) : .sum(leftNode, rightNode))
      operators.removeLast()
    }
    operators.append(character)
  }
  guard let tree = operands.popLast() else { return .nan }
  return tree.value
}
// snippet.end

print("2*3+4*5+1 =", try evaluate("2*3+4*5+1"))
