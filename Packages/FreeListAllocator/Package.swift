// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
  ["AddressableTypes", "BuiltinModule", "Extern", "Lifetimes", "RawLayout", "SuppressedAssociatedTypes"].map {
    .enableExperimentalFeature($0)
  } + [.strictMemorySafety(), .define("HARDENED", .when(traits: ["Hardened"]))]
  + (Context.environment["EMBEDDED"] == "1" ? [.enableExperimentalFeature("Embedded")] : [])

let package = Package(
  name: "FreeListAllocator",
  platforms: [.macOS(.v26), .iOS(.v26), .tvOS(.v26), .watchOS(.v26), .visionOS(.v26)],
  products: [.library(name: "FreeListAllocator", targets: ["FreeListAllocator"])],
  traits: [.trait(name: "Hardened", description: "The checks of debug builds in release builds, too.")],
  dependencies: [
    .package(path: "../AllocatorCore", traits: [.trait(name: "Hardened", condition: .when(traits: ["Hardened"]))])
  ],
  targets: [
    .target(name: "FreeListAllocator", dependencies: ["AllocatorCore"], swiftSettings: settings),
    .testTarget(name: "FreeListAllocatorTests", dependencies: ["FreeListAllocator"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
