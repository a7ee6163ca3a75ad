// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [.strictMemorySafety()]

let package = Package(
  name: "AllocatorSwiftLog",
  platforms: [.macOS(.v26), .iOS(.v26), .tvOS(.v26), .watchOS(.v26), .visionOS(.v26)],
  products: [.library(name: "AllocatorSwiftLog", targets: ["AllocatorSwiftLog"])],
  dependencies: [
    .package(path: "../../Packages/AllocatorLogging"),
    .package(url: "https://github.com/apple/swift-log", from: "1.12.0"),
  ],
  targets: [
    .target(
      name: "AllocatorSwiftLog",
      dependencies: ["AllocatorLogging", .product(name: "Logging", package: "swift-log")], swiftSettings: settings),
    .testTarget(
      name: "AllocatorSwiftLogTests",
      dependencies: ["AllocatorSwiftLog", .product(name: "Logging", package: "swift-log")], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
