import Foundation

/// What is measured: a composition, or a library that replaces the platform's `malloc`.
struct Contender {
  let name: String
  let composition: any Composition
  /// The library that is preloaded.
  var library: String?

  var kind: CompositionKind { library == nil ? composition.kind : .preloaded }

  init(_ composition: any Composition) {
    name = composition.name
    self.composition = composition
  }

  /// A `--preload` argument.
  ///
  /// - Throws: A sentence that says what is wrong with it.
  init(preload argument: String) throws(Complaint) {
    guard let mark = argument.firstIndex(of: "="), mark != argument.startIndex else {
      throw Complaint("--preload takes NAME=LIBRARY, such as jemalloc=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2")
    }
    let path = String(argument[argument.index(after: mark)...])
    guard let found = unsafe realpath(path, nil) else {
      throw Complaint("--preload: \(path): \(unsafe String(cString: strerror(errno)).lowercased())")
    }
    defer { unsafe free(found) }
    name = String(argument[..<mark])
    composition = SystemComposition()
    library = unsafe String(cString: found)
  }
}

/// A sentence about what went wrong.
struct Complaint: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
