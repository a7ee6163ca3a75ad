// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
  ["BuiltinModule", "Extern", "Lifetimes"].map { .enableExperimentalFeature($0) } + [.strictMemorySafety()]
  + (Context.environment["EMBEDDED"] == "1" ? [.enableExperimentalFeature("Embedded")] : [])

let package = Package(
  name: "AllocatorTesting",
  products: [.library(name: "AllocatorTesting", targets: ["AllocatorTesting"])],
  dependencies: [.package(path: "../AllocatorCore")],
  targets: [
    .target(name: "AllocatorTesting", dependencies: ["AllocatorCore"], swiftSettings: settings),
    .testTarget(name: "AllocatorTestingTests", dependencies: ["AllocatorTesting"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
