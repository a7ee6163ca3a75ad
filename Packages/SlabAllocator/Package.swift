// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
  ["AddressableTypes", "BuiltinModule", "Extern", "Lifetimes", "RawLayout", "SuppressedAssociatedTypes"].map {
    .enableExperimentalFeature($0)
  } + [.strictMemorySafety(), .define("HARDENED", .when(traits: ["Hardened"]))]
  + (Context.environment["EMBEDDED"] == "1" ? [.enableExperimentalFeature("Embedded")] : [])

let package = Package(
  name: "SlabAllocator",
  platforms: [.macOS(.v26), .iOS(.v26), .tvOS(.v26), .watchOS(.v26), .visionOS(.v26)],
  products: [.library(name: "SlabAllocator", targets: ["SlabAllocator"])],
  traits: [.trait(name: "Hardened", description: "The checks of debug builds in release builds, too.")],
  dependencies: [
    .package(path: "../AllocatorCore", traits: [.trait(name: "Hardened", condition: .when(traits: ["Hardened"]))])
  ],
  targets: [
    .target(name: "SlabAllocator", dependencies: ["AllocatorCore"], swiftSettings: settings),
    .testTarget(name: "SlabAllocatorTests", dependencies: ["SlabAllocator"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
