// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [.strictMemorySafety()]

let package = Package(
  name: "AllocatorSwiftMetrics",
  platforms: [.macOS(.v26), .iOS(.v26), .tvOS(.v26), .watchOS(.v26), .visionOS(.v26)],
  products: [.library(name: "AllocatorSwiftMetrics", targets: ["AllocatorSwiftMetrics"])],
  dependencies: [
    .package(path: "../../Packages/AllocatorLogging"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
  ],
  targets: [
    .target(
      name: "AllocatorSwiftMetrics",
      dependencies: ["AllocatorLogging", .product(name: "Metrics", package: "swift-metrics")], swiftSettings: settings),
    .testTarget(
      name: "AllocatorSwiftMetricsTests",
      dependencies: ["AllocatorSwiftMetrics", .product(name: "MetricsTestKit", package: "swift-metrics")],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
