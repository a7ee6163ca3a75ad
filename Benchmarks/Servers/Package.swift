// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the other benchmarks depend on nothing but this library.
let package = Package(
  name: "servers",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(name: "swift-allocators", path: "../.."),
    .package(path: "../../Adapters/AllocatorNIO"),
    .package(url: "https://github.com/apple/swift-nio", .upToNextMinor(from: "2.101.2")),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "Servers",
      dependencies: [
        "AllocatorNIO", .product(name: "Allocators", package: "swift-allocators"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "Hummingbird", package: "hummingbird"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
