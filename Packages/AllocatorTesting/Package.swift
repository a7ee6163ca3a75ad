// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
  ["AddressableTypes", "BuiltinModule", "Extern", "Lifetimes", "RawLayout", "SuppressedAssociatedTypes"].map {
    .enableExperimentalFeature($0)
  } + [.strictMemorySafety(), .define("HARDENED", .when(traits: ["Hardened"]))]
  + (Context.environment["EMBEDDED"] == "1" ? [.enableExperimentalFeature("Embedded")] : [])

let package = Package(
  name: "AllocatorTesting",
  platforms: [.macOS(.v26), .iOS(.v26), .tvOS(.v26), .watchOS(.v26), .visionOS(.v26)],
  products: [
    .library(name: "AllocatorTesting", targets: ["AllocatorTesting"]),
    .library(name: "NoAllocationTesting", targets: ["NoAllocationTesting"]),
  ],
  traits: [.trait(name: "Hardened", description: "The checks of debug builds in release builds, too.")],
  dependencies: [
    .package(path: "../AllocatorCore", traits: [.trait(name: "Hardened", condition: .when(traits: ["Hardened"]))])
  ],
  targets: [
    .target(name: "AllocatorTesting", dependencies: ["AllocatorCore"], swiftSettings: settings),
    .target(name: "MallocInterposer"),
    .target(
      name: "NoAllocationTesting", dependencies: ["AllocatorTesting", "MallocInterposer"], swiftSettings: settings),
    .testTarget(
      name: "NoAllocationTestingTests", dependencies: ["NoAllocationTesting", "AllocatorTesting"],
      swiftSettings: settings),
    .testTarget(name: "AllocatorTestingTests", dependencies: ["AllocatorTesting"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
