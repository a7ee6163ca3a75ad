// swift-tools-version: 6.2
import PackageDescription

// The same instruction set that the peers are built for; the library's code is inlined and compiled here.
let processor = Context.environment["PEERS_MARCH"] ?? "x86-64-v3"
#if arch(x86_64)
  let flags: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-march=\(processor)"])]
#else
  let flags: [SwiftSetting] = []
#endif
// Types of one's own that hold boxes of a scope need the feature; using the library does not.
let settings = flags + [.enableExperimentalFeature("Lifetimes")]

let package = Package(
  name: "benchmarks",
  // With HARDENED=1 what is measured has the checks of debug builds.
  dependencies: [
    .package(
      name: "swift-allocators", path: "..", traits: Context.environment["HARDENED"] == "1" ? ["Hardened"] : [])
  ],
  targets: [
    .systemLibrary(name: "Barrier"),
    .executableTarget(
      name: "Benchmarks",
      dependencies: ["Barrier", .product(name: "Allocators", package: "swift-allocators")], swiftSettings: settings),
    .executableTarget(
      name: "HotPaths", dependencies: ["Barrier", .product(name: "Allocators", package: "swift-allocators")]),
    .executableTarget(
      name: "TLSF", dependencies: ["Barrier", .product(name: "Allocators", package: "swift-allocators")]),
    // Instructions per operation with few and with many things alive; `growth` runs it.
    .executableTarget(
      name: "Growth", dependencies: ["Barrier", .product(name: "Allocators", package: "swift-allocators")],
      swiftSettings: settings),
    .executableTarget(name: "DebugCosts", dependencies: [.product(name: "Allocators", package: "swift-allocators")]),
    .executableTarget(
      name: "LoggerCosts", dependencies: ["Barrier", .product(name: "Allocators", package: "swift-allocators")]),
    .executableTarget(
      name: "Dictionaries", dependencies: ["Barrier", .product(name: "Allocators", package: "swift-allocators")]),
    // The parser that the tests in ../Tests check, by a link.
    .target(
      name: "ArenaJSON", dependencies: [.product(name: "Allocators", package: "swift-allocators")],
      swiftSettings: settings),
    .executableTarget(
      name: "JSONTrees", dependencies: ["ArenaJSON", .product(name: "Allocators", package: "swift-allocators")],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
