// swift-tools-version: 6.2
// Runs the laws on random compositions: `soak` for a given time, and a target for libFuzzer (FUZZ=1).
import PackageDescription

let fuzzes = Context.environment["FUZZ"] == "1"
let settings: [SwiftSetting] =
  ["Extern", "Lifetimes"].map { .enableExperimentalFeature($0) } + [.strictMemorySafety()]
let coverage: [SwiftSetting] = fuzzes ? [.unsafeFlags(["-sanitize=fuzzer,address", "-parse-as-library"])] : []

let package = Package(
  name: "AllocatorSoak",
  dependencies: [.package(name: "swift-allocators", path: "../..")],
  targets: [
    .target(
      name: "RandomCompositions",
      dependencies: [
        .product(name: "Allocators", package: "swift-allocators"),
        .product(name: "AllocatorTesting", package: "swift-allocators"),
      ], swiftSettings: settings)
  ]
    + (fuzzes
      ? [
        .executableTarget(
          name: "FuzzCompositions", dependencies: ["RandomCompositions"], swiftSettings: settings + coverage,
          linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])])
      ] : [.executableTarget(name: "soak", dependencies: ["RandomCompositions"], swiftSettings: settings)]),
  swiftLanguageModes: [.v6]
)
