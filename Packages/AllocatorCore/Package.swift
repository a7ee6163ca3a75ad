// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
  ["AddressableTypes", "BuiltinModule", "Extern", "Lifetimes", "RawLayout", "SuppressedAssociatedTypes"].map {
    .enableExperimentalFeature($0)
  } + [.strictMemorySafety(), .define("HARDENED", .when(traits: ["Hardened"]))]
  + (Context.environment["EMBEDDED"] == "1" ? [.enableExperimentalFeature("Embedded")] : [])

let package = Package(
  name: "AllocatorCore",
  platforms: [.macOS(.v26), .iOS(.v26), .tvOS(.v26), .watchOS(.v26), .visionOS(.v26)],
  products: [.library(name: "AllocatorCore", targets: ["AllocatorCore"])],
  traits: [.trait(name: "Hardened", description: "The checks of debug builds in release builds, too.")],
  targets: [
    .target(name: "CAllocatorThread"),
    .target(name: "AllocatorCore", dependencies: ["CAllocatorThread"], swiftSettings: settings),
    .testTarget(name: "AllocatorCoreTests", dependencies: ["AllocatorCore"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
