// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
  ["BuiltinModule", "Extern", "Lifetimes"].map { .enableExperimentalFeature($0) } + [.strictMemorySafety()]
  + (Context.environment["EMBEDDED"] == "1" ? [.enableExperimentalFeature("Embedded")] : [])

let package = Package(
  name: "AllocatorContainers",
  products: [.library(name: "AllocatorContainers", targets: ["AllocatorContainers"])],
  dependencies: [.package(path: "../AllocatorCore")],
  targets: [
    .target(name: "AllocatorContainers", dependencies: ["AllocatorCore"], swiftSettings: settings),
    .testTarget(name: "AllocatorContainersTests", dependencies: ["AllocatorContainers"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
