// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
  ["BuiltinModule", "Extern", "Lifetimes"].map { .enableExperimentalFeature($0) } + [.strictMemorySafety()]
  + (Context.environment["EMBEDDED"] == "1" ? [.enableExperimentalFeature("Embedded")] : [])

let package = Package(
  name: "ScopedAllocator",
  products: [.library(name: "ScopedAllocator", targets: ["ScopedAllocator"])],
  dependencies: [.package(path: "../AllocatorCore")],
  targets: [
    .target(name: "ScopedAllocator", dependencies: ["AllocatorCore"], swiftSettings: settings),
    .testTarget(name: "ScopedAllocatorTests", dependencies: ["ScopedAllocator"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
