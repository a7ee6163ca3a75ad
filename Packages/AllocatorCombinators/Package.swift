// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
  ["BuiltinModule", "Extern", "Lifetimes"].map { .enableExperimentalFeature($0) } + [.strictMemorySafety()]
  + (Context.environment["EMBEDDED"] == "1" ? [.enableExperimentalFeature("Embedded")] : [])

let package = Package(
  name: "AllocatorCombinators",
  products: [.library(name: "AllocatorCombinators", targets: ["AllocatorCombinators"])],
  dependencies: [.package(path: "../AllocatorCore")],
  targets: [
    .target(name: "AllocatorCombinators", dependencies: ["AllocatorCore"], swiftSettings: settings),
    .testTarget(name: "AllocatorCombinatorsTests", dependencies: ["AllocatorCombinators"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
