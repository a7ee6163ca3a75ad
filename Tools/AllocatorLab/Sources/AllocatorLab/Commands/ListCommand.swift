import AllocatorCore
import ArgumentParser

/// `alloclab list`.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Prints the allocators that have a name, and what they are made of.")

  func run() throws {
    for (index, composition) in Catalogue.compositions.enumerated() {
      if index > 0 { print() }
      print("\(composition.name): \(composition.summary)")
      let explanation = try composition.make(over: SystemAllocator(), for: Explainer())
      for line in explanation.description.split(separator: "\n") { print("  \(line)") }
    }
  }
}

/// Asks an allocator what it is made of.
struct Explainer: AllocatorVisitor {
  func visit<A: Allocator & ~Copyable & ~Escapable>(_ allocator: borrowing A) -> Explanation { allocator.explain() }
}
