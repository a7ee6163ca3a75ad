public import ArgumentParser

/// `alloclab`.
public struct AllocatorLabCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "alloclab",
    abstract: "Replays real programs' allocations on composed allocators, and compares them.",
    subcommands: [ReplayCommand.self, ListCommand.self],
    defaultSubcommand: ReplayCommand.self)

  public init() {}
}
