import AllocatorCore
import ArgumentParser

/// `alloclab list`.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Prints the allocators that have a name, and what they are made of.")

  func run() throws {
    var lines: [String] = []
    for composition in Catalogue.compositions + Catalogue.general {
      if !lines.isEmpty { lines.append("") }
      lines.append("\(composition.name): \(composition.summary)")
      let explanation = try composition.make(over: SystemAllocator(), for: Explainer())
      lines += explanation.description.split(separator: "\n").map { "  \($0)" }
    }
    try StandardOutput.write(lines.joined(separator: "\n") + "\n")
  }
}

/// Asks an allocator what it is made of.
struct Explainer: AllocatorVisitor {
  func visit<A: Allocator & ~Copyable & ~Escapable>(_ allocator: borrowing A) -> Explanation { allocator.explain() }
}
