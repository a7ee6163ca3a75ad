public import ArgumentParser
import Foundation

/// `alloclab`.
public struct AllocatorLabCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "alloclab",
    abstract: "Replays real programs' allocations on composed allocators, and compares them.",
    subcommands: [
      RecordCommand.self, AnalyzeCommand.self, CompareCommand.self, RecommendCommand.self, ReportCommand.self,
      ReplayCommand.self,
      ListCommand.self,
    ],
    defaultSubcommand: ReplayCommand.self)

  public init() {}

  /// Runs the tool with this process's arguments, and ends the process.
  ///
  /// What it prints is written or the exit status says that it was not, help included; what it repeats of its arguments
  /// cannot steer a terminal.
  public static func start() -> Never {
    Terminal.guardStandardStreams()
    let arguments = RawArguments.current
    if arguments.first == MeasuringChild.argument { MeasuringChild.run(Array(arguments.dropFirst())) }
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
      leave(0)
    } catch let failure as StandardOutput.Failure {
      StandardOutput.complain("\(failure)")
      leave(ExitStatus.cannotWrite)
    } catch {
      let code = exitCode(for: error)
      let message = fullMessage(for: error)
      if code.isSuccess {
        do { try StandardOutput.write(message + "\n") } catch {
          StandardOutput.complain("\(error)")
          leave(ExitStatus.cannotWrite)
        }
      } else if !message.isEmpty {
        StandardOutput.complain(message)
      }
      leave(code.rawValue)
    }
  }
}

/// Exit statuses beyond 0 and 1, as sysexits.h has them.
enum ExitStatus {
  /// A bad option.
  static let usage: Int32 = 64
  /// A trace that no program can have left.
  static let badData: Int32 = 65
  /// A file that cannot be read.
  static let cannotRead: Int32 = 66
  /// A report that cannot be written.
  static let cannotWrite: Int32 = 74
}

/// Ends the process; within a command, `exit` means another function.
private func leave(_ status: Int32) -> Never { exit(status) }
