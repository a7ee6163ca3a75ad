// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [.strictMemorySafety()]

let package = Package(
  name: "AllocatorNIO",
  platforms: [.macOS(.v26), .iOS(.v26), .tvOS(.v26), .watchOS(.v26), .visionOS(.v26)],
  products: [.library(name: "AllocatorNIO", targets: ["AllocatorNIO"])],
  dependencies: [
    .package(name: "swift-allocators", path: "../.."),
    // What is used is an interface for system programmers, which a minor version may change.
    .package(url: "https://github.com/apple/swift-nio", .upToNextMinor(from: "2.101.2")),
  ],
  targets: [
    .target(
      name: "AllocatorNIO",
      dependencies: [
        .product(name: "Allocators", package: "swift-allocators"), .product(name: "NIOCore", package: "swift-nio"),
      ], swiftSettings: settings),
    .testTarget(
      name: "AllocatorNIOTests",
      dependencies: [
        "AllocatorNIO", .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
      ], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
