// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
  ["BuiltinModule", "Extern", "Lifetimes"].map { .enableExperimentalFeature($0) } + [.strictMemorySafety()]
  + (Context.environment["EMBEDDED"] == "1" ? [.enableExperimentalFeature("Embedded")] : [])

let package = Package(
  name: "AllocatorCore",
  products: [.library(name: "AllocatorCore", targets: ["AllocatorCore"])],
  targets: [
    .target(name: "AllocatorCore", swiftSettings: settings),
    .testTarget(name: "AllocatorCoreTests", dependencies: ["AllocatorCore"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
