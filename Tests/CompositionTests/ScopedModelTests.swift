import Allocators
import Testing

// The random sequences and the fixtures are those of AllocatorContainers' tests, by links.

/// What may happen to an array in a scope, and to the scope beside it; positions are taken modulo the number of
/// elements.
private enum ScopedOperation {
  case append(Int), appendInPlace(Int), copy(Int), popLast, removeAll, reserve(Int), add(Int, refusing: Bool), edit(Int)
  case modify(Int)
  /// Something else in the same scope, so that the array cannot grow where it stands.
  case other(Int), inner(Int), attempt(Int, refusing: Bool)

  static func random(using generator: inout SeededGenerator) -> ScopedOperation {
    let number = Int.random(in: 0..<100, using: &generator)
    switch Int.random(in: 0..<30, using: &generator) {
    case 0..<8: return .append(number)
    case 8, 9: return .appendInPlace(number)
    case 10: return .copy(number % 10)
    case 11..<14: return .popLast
    case 14: return number < 30 ? .removeAll : .popLast
    case 15: return .reserve(number)
    case 16, 17: return .add(number % 10, refusing: false)
    case 18, 19: return .add(number % 10, refusing: true)
    case 20: return .edit(number)
    case 21, 22: return .modify(number)
    case 23..<25: return .other(number % 8)
    case 25, 26: return .inner(number % 20)
    case 27: return .attempt(number % 20, refusing: false)
    default: return .attempt(number % 20, refusing: true)
    }
  }
}

@Suite struct ScopedModelTests {
  @Test(arguments: [Int.max, 2, 3, 4, 5, 7]) func `an array matches the standard array`(interval: Int) {
    for growth in [GrowthPolicy.fixed, .constant, .doubling] {
      checkRandomSequences(seeds: 0..<12, operationCount: 200, generate: ScopedOperation.random) { operations in
        let memory = FailingAllocator(refusingEvery: interval)
        return run(operations, growth, memory) ?? (memory.isClean ? nil : "memory leaked or was misused")
      }
    }
  }

  private func run(_ operations: [ScopedOperation], _ growth: GrowthPolicy, _ memory: FailingAllocator) -> String? {
    let census = Census()
    var failure: String?
    do {
      var arena = try ScopedAllocator(byteCount: 1024, growth: growth, parent: memory)
      var scope = arena.scope()
      var array = try scope.makeArray(of: Counted.self, capacity: 1)
      var model: [Int] = []
      // What the scope owns itself, until it closes.
      var keptCount = 0
      for (step, operation) in operations.enumerated() where failure == nil {
        // An operation that throws leaves the array, and so the model, as it was.
        do {
          switch operation {
          case .append(let number):
            try array.append(Counted(number, census), in: scope)
            model.append(number)
          case .appendInPlace(let number):
            guard !array.isFull else { continue }
            array.appendWithinCapacity(Counted(number, census))
            model.append(number)
          case .copy(let count):
            let numbers = try scope.makeArray(copying: Array(0..<count).span)
            if Array(copying: numbers) != Array(0..<count) { failure = "step \(step): a copy differs" }
          case .popLast:
            let value = array.popLast()
            let isNone = value == nil
            if isNone != (model.popLast() == nil) { failure = "step \(step): popLast is wrong" }
          case .removeAll:
            array.removeAll()
            model = []
          case .reserve(let capacity): try array.reserveCapacity(capacity, in: scope)
          case .add(let added, let isRefusing):
            try array.reserveCapacity(model.count + added, in: scope)
            try array.append(addingCount: added) { (span: inout OutputSpan<Counted>) throws(Refused) in
              for number in 0..<added { span.append(Counted(number, census)) }
              if isRefusing { throw Refused() }
            }
            model.append(contentsOf: 0..<added)
          case .edit(let number):
            array.edit { span in
              guard span.count > 0 else { return }
              _ = span.removeLast()
              span.append(Counted(number, census))
            }
            if !model.isEmpty { model[model.count - 1] = number }
          case .modify(let number):
            guard !model.isEmpty else { continue }
            array[number % model.count].number = number
            model[number % model.count] = number
          case .other(let count):
            for number in 0..<count {
              _ = try scope.ref(Counted(number, census))
              keptCount += 1
            }
          case .inner(let count): try fillAnInnerScope(of: &scope, count, census)
          case .attempt(let count, let isRefusing):
            try scope.attempt { (attempt: inout Scope) throws in
              for number in 0..<count { _ = try attempt.ref(Counted(number, census)) }
              try attempt.attempt { (nested: inout Scope) throws in _ = try nested.ref(Counted(count, census)) }
              if isRefusing { throw Refused() }
            }
            keptCount += count + 1
          }
        } catch {}
        var numbers: [Int] = []
        array.forEach { element in numbers.append(element.number) }
        if numbers != model { failure = "step \(step), \(operation): \(numbers) instead of \(model)" }
        if census.live.count != model.count + keptCount {
          failure = "step \(step), \(operation): \(census.live.count) values live"
        }
        if array.capacity < array.count { failure = "step \(step), \(operation): the capacity is too small" }
      }
    } catch {}
    return failure ?? census.mistakes.first ?? (census.live.isEmpty ? nil : "\(census.live.count) values leaked")
  }

  /// A function of its own: in the loop above it takes the compiler for ever under the thread sanitizer.
  private func fillAnInnerScope(of scope: inout Scope, _ count: Int, _ census: Census) throws {
    let inner = scope.scope()
    var boxes = try inner.makeArray(of: ScopedBox<Counted>.self)
    for number in 0..<count {
      try boxes.append(try inner.make(Counted(number, census)), in: inner)
      _ = try inner.ref(Counted(number, census))
    }
  }

  private enum TextOperation {
    case string(String), part(String), character(Character), interpolation(String, Int), bytes([UInt8]), removeAll
    case reserve(Int), other

    static func random(using generator: inout SeededGenerator) -> TextOperation {
      let alphabet: [Character] = ["a", "7", "é", "e\u{301}", "世", "🌍", "👨‍👩‍👧"]
      let count = Int.random(in: 0..<12, using: &generator)
      let text = String((0..<count).map { _ in alphabet.randomElement(using: &generator)! })
      switch Int.random(in: 0..<16, using: &generator) {
      case 0..<3: return .string(text)
      case 3, 4: return .part(text)
      case 5, 6: return .character(alphabet.randomElement(using: &generator)!)
      case 7..<10: return .interpolation(text, Int(truncatingIfNeeded: generator.next()) >> (count * 5))
      case 10: return .bytes(Array(text.utf8))
      case 11: return .bytes((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
      case 12: return count < 4 ? .removeAll : .string(text)
      case 13: return .reserve(count * 16)
      default: return .other
      }
    }
  }

  @Test(arguments: [Int.max, 2, 3, 5]) func `a string matches the standard string`(interval: Int) {
    for growth in [GrowthPolicy.fixed, .constant, .doubling] {
      checkRandomSequences(seeds: 0..<12, operationCount: 150, generate: TextOperation.random) { operations in
        let memory = FailingAllocator(refusingEvery: interval)
        return run(operations, growth, memory) ?? (memory.isClean ? nil : "memory leaked or was misused")
      }
    }
  }

  private func run(_ operations: [TextOperation], _ growth: GrowthPolicy, _ memory: FailingAllocator) -> String? {
    do {
      var arena = try ScopedAllocator(byteCount: 512, growth: growth, parent: memory)
      let scope = arena.scope()
      var string = try scope.makeString()
      var model = ""
      for (step, operation) in operations.enumerated() {
        do {
          switch operation {
          case .string(let text):
            try string.append(text, in: scope)
            model += text
          case .part(let text):
            try string.append(text.dropFirst(2), in: scope)
            model += text.dropFirst(2)
          case .character(let character):
            try string.append(character, in: scope)
            model.append(character)
          case .interpolation(let text, let number):
            try string.append("<\(number), \(text.dropLast()), \(text)>", in: scope)
            model += "<\(number), \(text.dropLast()), \(text)>"
          case .bytes(let bytes):
            try string.append(validating: bytes.span, in: scope)
            model += String(decoding: bytes, as: UTF8.self)
          case .removeAll:
            string.removeAll()
            model = ""
          case .reserve(let capacity): try string.reserveCapacity(capacity, in: scope)
          case .other:
            let copy = try scope.makeString(validating: string.utf8Span.span)
            if Array(copy.description.utf8) != Array(model.utf8) { return "step \(step): a copy differs" }
          }
        } catch {}
        if Array(String(copying: string).utf8) != Array(model.utf8) {
          return "step \(step), \(operation): \(String(copying: string)) instead of \(model)"
        }
      }
    } catch {}
    return nil
  }
}
