import Allocators

/// An allocator put together at run time.
enum BuiltAllocator {
  case allocator(AnyAllocator)
  case owner(AnyBlockOwner)

  var any: AnyAllocator {
    switch self {
    case .allocator(let allocator): allocator
    case .owner(let owner): AnyAllocator(owner)
    }
  }
}

/// Puts described allocators together, each behind dynamic calls.
struct SpecificationBuilder {
  /// Why a description could not be built.
  enum Failure: Error {
    case specification(SpecificationError)
    case allocation(AllocationError)
  }

  /// The names that a description can contain, for messages.
  static let names =
    "system, null, freelist, scoped, fallback, segregated, aligned, buckets, limited, quantized, locked or stats"

  let text: String
  let leaf: AnyAllocator
  /// Where each part has its books, if it has any.
  private let book: LedgerBook?
  private let budget = Budget()

  init(text: String, leaf: AnyAllocator, book: LedgerBook? = nil) {
    self.text = text
    self.leaf = leaf
    self.book = book
  }

  /// How many allocators a description may still make: rows of rows multiply.
  private final class Budget {
    static let whole = 8192
    var rest = whole
  }

  /// Builds `node`.
  ///
  /// - Parameter largest: The largest request that can reach it, where that is known: what a free list's blocks
  ///   measure unless it says otherwise.
  func build(_ node: SpecificationNode, largest: Int? = nil, role: String = "") throws(Failure) -> BuiltAllocator {
    guard let book else { return try buildPart(node, largest: largest) }
    let entry = book.begin(role: role, name: node.name)
    let built = try buildPart(node, largest: largest)
    book.end()
    return built.keeping(entry)
  }

  private func buildPart(_ node: SpecificationNode, largest: Int?) throws(Failure) -> BuiltAllocator {
    var arguments = SpecificationArguments(node, text: text)
    guard budget.rest > 0 else {
      throw .specification(arguments.error("the description makes more than \(Budget.whole) allocators"))
    }
    budget.rest -= 1
    switch node.name {
    case "system": return try finish(arguments, .allocator(leaf))
    case "null": return try finish(arguments, .owner(AnyBlockOwner(NullAllocator())))
    case "freelist": return try buildFreeList(&arguments, largest: largest)
    case "scoped": return try buildScoped(&arguments)
    case "fallback": return try buildFallback(&arguments, largest: largest)
    case "segregated": return try buildSegregated(&arguments)
    case "aligned": return try buildAligned(&arguments, largest: largest)
    case "buckets": return try buildBuckets(&arguments, largest: largest)
    default: return try buildWrapper(&arguments, largest: largest)
    }
  }

  // Errors of two kinds meet here; typed throws convert neither by themselves.
  func specified<Value>(_ body: () throws(SpecificationError) -> Value) throws(Failure) -> Value {
    do throws(SpecificationError) { return try body() } catch { throw .specification(error) }
  }

  func allocated<Value: ~Copyable>(_ body: () throws(AllocationError) -> Value) throws(Failure) -> Value {
    do throws(AllocationError) { return try body() } catch { throw .allocation(error) }
  }

  func finish(_ arguments: SpecificationArguments, _ built: BuiltAllocator) throws(Failure) -> BuiltAllocator {
    try specified { () throws(SpecificationError) in try arguments.finish() }
    return built
  }

  /// The allocator that an argument describes.
  ///
  /// - Parameter role: The part it plays, where its label does not say so.
  func build(
    _ argument: SpecificationNode.Argument, largest: Int? = nil, role: String? = nil
  ) throws(Failure) -> BuiltAllocator {
    guard case .node(let node) = argument.value else {
      throw .specification(
        SpecificationError(text: text, column: argument.valueColumn, message: "expected an allocator, not a number"))
    }
    return try build(node, largest: largest, role: role ?? argument.role)
  }

  /// The allocator that an argument describes, which must know its own blocks.
  func buildOwner(
    _ argument: SpecificationNode.Argument, largest: Int?, of whole: String
  ) throws(Failure) -> AnyBlockOwner {
    guard case .owner(let owner) = try build(argument, largest: largest) else {
      throw .specification(
        SpecificationError(
          text: text, column: argument.valueColumn,
          message: "\(whole) needs an allocator here that can tell its own blocks from others'"))
    }
    return owner
  }

  func parent(_ arguments: inout SpecificationArguments) throws(Failure) -> AnyAllocator {
    guard let argument = arguments.take("parent") else {
      guard let book else { return leaf }
      let entry = book.begin(role: "parent", name: "system")
      book.end()
      return BuiltAllocator.allocator(leaf).keeping(entry).any
    }
    return try build(argument).any
  }
}

extension SpecificationNode.Argument {
  /// The part that it plays: its label.
  fileprivate var role: String {
    switch label {
    case .number(let number)?: "≤ \(number)"
    case .word(let word)?: word
    case nil: ""
    }
  }
}
