// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
  ["BuiltinModule", "Extern", "Lifetimes"].map { .enableExperimentalFeature($0) } + [.strictMemorySafety()]
  + (Context.environment["EMBEDDED"] == "1" ? [.enableExperimentalFeature("Embedded")] : [])

let package = Package(
  name: "AllocatorLogging",
  products: [.library(name: "AllocatorLogging", targets: ["AllocatorLogging"])],
  dependencies: [.package(path: "../AllocatorCore")],
  targets: [
    .target(name: "AllocatorLogging", dependencies: ["AllocatorCore"], swiftSettings: settings),
    .testTarget(name: "AllocatorLoggingTests", dependencies: ["AllocatorLogging"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
