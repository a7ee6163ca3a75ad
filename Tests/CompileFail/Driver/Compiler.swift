import Foundation

/// The compiler of the toolchain that runs these tests, with the modules that they were built with.
struct Compiler {
  /// The folder of the modules beside the running tests.
  let modules: URL

  /// The release build's tests compile as a release build does.
  #if DEBUG
    static let optimization = "-Onone"
  #else
    static let optimization = "-O"
  #endif

  /// What the build system wrote for the core's C target.
  private var threadModuleMap: URL {
    modules.deletingLastPathComponent().appendingPathComponent("CAllocatorThread.build/module.modulemap")
  }

  init() throws {
    // The tests are an executable, or a bundle whose path is an argument of a helper.
    let arguments = CommandLine.arguments
    let bundle = arguments.firstIndex(of: "--test-bundle-path").map { arguments[$0 + 1] } ?? arguments[0]
    var folder = URL(fileURLWithPath: bundle).resolvingSymlinksInPath()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let modules = folder.appendingPathComponent("Modules")
      if FileManager.default.fileExists(atPath: modules.appendingPathComponent("AllocatorCore.swiftmodule").path) {
        self.modules = modules
        return
      }
    }
    throw CompilerError.noModules(bundle)
  }

  /// Compiles `program` as far as the diagnostics go, optimized as these tests are, and compares these with the
  /// comments in it.
  ///
  /// - Returns: What differs, as the compiler says it; empty when nothing does.
  func verify(_ program: Program) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["swiftc", "-frontend", "-emit-sil", "-o", "/dev/null", "-module-name", "Program", "-parse-as-library"]
      + ["-swift-version", "6", "-I", modules.path, Self.optimization, "-verify", "-verify-ignore-unrelated"]
      + ["-Xcc", "-fmodule-map-file=\(threadModuleMap.path)"]
      + (try program.flags()) + [program.file.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      return text.isEmpty ? "the compiler stopped with status \(process.terminationStatus)" : text
    }
    return ""
  }
}

enum CompilerError: Error {
  /// No modules stand beside the tests.
  case noModules(String)
}
