// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
  ["BuiltinModule", "Extern", "Lifetimes"].map { .enableExperimentalFeature($0) } + [.strictMemorySafety()]
  + (Context.environment["EMBEDDED"] == "1" ? [.enableExperimentalFeature("Embedded")] : [])

let package = Package(
  name: "FreeListAllocator",
  products: [.library(name: "FreeListAllocator", targets: ["FreeListAllocator"])],
  dependencies: [.package(path: "../AllocatorCore")],
  targets: [
    .target(name: "FreeListAllocator", dependencies: ["AllocatorCore"], swiftSettings: settings),
    .testTarget(name: "FreeListAllocatorTests", dependencies: ["FreeListAllocator"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
