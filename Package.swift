// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
  ["AddressableTypes", "BuiltinModule", "Extern", "Lifetimes", "RawLayout", "SuppressedAssociatedTypes"].map {
    .enableExperimentalFeature($0)
  } + [.strictMemorySafety(), .define("HARDENED", .when(traits: ["Hardened"]))]
  + (Context.environment["EMBEDDED"] == "1" ? [.enableExperimentalFeature("Embedded")] : [])

/// The members. Each is a package of its own, too, under `Packages/`; `scripts/check-manifests` compares both.
let members: [(name: String, dependencies: [Target.Dependency])] = [
  ("AllocatorCore", ["CAllocatorThread"]),
  ("ScopedAllocator", ["AllocatorCore"]),
  ("FreeListAllocator", ["AllocatorCore"]),
  ("AllocatorCombinators", ["AllocatorCore"]),
  ("AllocatorLogging", ["AllocatorCore"]),
  ("AllocatorTesting", ["AllocatorCore"]),
  ("AllocatorContainers", ["AllocatorCore"]),
  ("PageAllocator", ["AllocatorCore"]),
  ("BitmapAllocator", ["AllocatorCore"]),
  ("BuddyAllocator", ["AllocatorCore"]),
  ("TLSFAllocator", ["AllocatorCore"]),
  ("SlabAllocator", ["AllocatorCore"]),
  ("ThreadCachedAllocator", ["AllocatorCore"]),
]
/// What the umbrella re-exports: all but the conformance kit, which links the testing library.
let memberNames = members.map(\.name).filter { $0 != "AllocatorTesting" }.map { Target.Dependency(stringLiteral: $0) }

/// Programs to read, which use the full runtime, and what tests them.
let examples: [Target] =
  Context.environment["EMBEDDED"] == "1"
  ? []
  : [
    .executableTarget(name: "JSON", dependencies: ["Allocators"], path: "Examples/JSON"),
    .target(name: "ArenaJSON", dependencies: ["Allocators"], path: "Tests/ArenaJSON", swiftSettings: settings),
    .testTarget(name: "ArenaJSONTests", dependencies: ["ArenaJSON", "JSON"], swiftSettings: settings),
  ]

let package = Package(
  name: "swift-allocators",
  platforms: [.macOS(.v26), .iOS(.v26), .tvOS(.v26), .watchOS(.v26), .visionOS(.v26)],
  products: [.library(name: "Allocators", targets: ["Allocators"])]
    + members.map { .library(name: $0.name, targets: [$0.name]) }
    + [.library(name: "NoAllocationTesting", targets: ["NoAllocationTesting"])],
  traits: [.trait(name: "Hardened", description: "The checks of debug builds in release builds, too.")],
  targets: members.flatMap { name, dependencies -> [Target] in
    [
      .target(
        name: name, dependencies: dependencies, path: "Packages/\(name)/Sources/\(name)", swiftSettings: settings),
      .testTarget(
        name: "\(name)Tests", dependencies: [.init(stringLiteral: name)],
        path: "Packages/\(name)/Tests/\(name)Tests", swiftSettings: settings),
    ]
  } + [
    .target(name: "CAllocatorThread", path: "Packages/AllocatorCore/Sources/CAllocatorThread"),
    .target(name: "MallocInterposer", path: "Packages/AllocatorTesting/Sources/MallocInterposer"),
    .target(
      name: "NoAllocationTesting", dependencies: ["AllocatorTesting", "MallocInterposer"],
      path: "Packages/AllocatorTesting/Sources/NoAllocationTesting", swiftSettings: settings),
    .testTarget(
      name: "NoAllocationTestingTests", dependencies: ["NoAllocationTesting", "AllocatorTesting"],
      path: "Packages/AllocatorTesting/Tests/NoAllocationTestingTests", swiftSettings: settings),
    .testTarget(name: "LawTests", dependencies: ["Allocators", "AllocatorTesting"], swiftSettings: settings),
    .target(name: "Allocators", dependencies: memberNames, swiftSettings: settings),
    .testTarget(
      name: "CompositionTests", dependencies: ["Allocators", "NoAllocationTesting"], swiftSettings: settings),
    .testTarget(
      name: "CompileFailTests", dependencies: ["Allocators"], path: "Tests/CompileFail",
      exclude: [
        "AllocatedBox", "Arena", "Combinators", "Concurrency", "Containers", "Handles", "Pool", "Scope", "ScopedArray",
        "ScopedBox", "ScopedRef", "ScopedSlice", "ScopedString",
      ], swiftSettings: settings),
  ] + examples,
  swiftLanguageModes: [.v6]
)
