// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [.strictMemorySafety()]

let package = Package(
  name: "AllocatorLab",
  platforms: [.macOS(.v26), .iOS(.v26), .tvOS(.v26), .watchOS(.v26), .visionOS(.v26)],
  products: [
    .executable(name: "alloclab", targets: ["alloclab"]),
    .library(name: "AllocationRecorder", type: .dynamic, targets: ["AllocationRecorder"]),
    .library(name: "MtraceStarter", type: .dynamic, targets: ["MtraceStarter"]),
  ],
  dependencies: [
    .package(name: "swift-allocators", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
  ],
  targets: [
    // Preloaded into the programs that are recorded; this tool links only the header of what they write.
    .target(name: "RecordingFormat"),
    .target(name: "AllocationRecorder", dependencies: ["RecordingFormat"]),
    .target(name: "MtraceStarter"),
    .target(
      name: "AllocatorLab",
      dependencies: [
        "RecordingFormat",
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
