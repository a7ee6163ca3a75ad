// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [.strictMemorySafety()]

let package = Package(
  name: "AllocatorLab",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "alloclab", targets: ["alloclab"])],
  dependencies: [
    .package(name: "swift-allocators", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
  ],
  targets: [
    .target(
      name: "AllocatorLab",
      dependencies: [
        .product(name: "Allocators", package: "swift-allocators"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),
    .executableTarget(name: "alloclab", dependencies: ["AllocatorLab"], swiftSettings: settings),
    .testTarget(
      name: "AllocatorLabTests",
      dependencies: ["AllocatorLab", "alloclab", .product(name: "Allocators", package: "swift-allocators")],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
