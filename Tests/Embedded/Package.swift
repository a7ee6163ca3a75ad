// swift-tools-version: 6.2
// The checks that run under Embedded Swift, natively and on wasm32. `scripts/test-embedded` builds, links and runs them.
import PackageDescription

let members = [
  "AllocatorCore", "ScopedAllocator", "FreeListAllocator", "AllocatorCombinators", "AllocatorLogging",
  "AllocatorContainers", "AllocatorTesting",
  "PageAllocator", "BitmapAllocator", "BuddyAllocator", "TLSFAllocator", "SlabAllocator",
  "ThreadCachedAllocator",
]

let package = Package(
  name: "EmbeddedTests",
  dependencies: members.map { .package(path: "../../Packages/\($0)") },
  targets: [
    .target(
      name: "EmbeddedTests", dependencies: members.map { .product(name: $0, package: $0) },
      swiftSettings: ["Embedded", "Extern", "Lifetimes"].map { .enableExperimentalFeature($0) }
        + [.strictMemorySafety()])
  ],
  swiftLanguageModes: [.v6]
)
