import Foundation

/// A bar on standard error that shows how far a long work is; silent when nobody watches, or the work is short.
final class ProgressBar {
  private var total: Int
  private var done = 0
  private let isShown: Bool
  private let start = Date()
  private var isDrawn = false
  /// What is being worked on.
  var label = ""

  init(total: Int) {
    self.total = max(total, 1)
    isShown = isatty(STDERR_FILENO) != 0 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// There is more to do than was known.
  func extend(by count: Int) { total += count }

  /// One step is done.
  func step() {
    done += 1
    guard isShown, isDrawn || Date().timeIntervalSince(start) > 0.3 else { return }
    isDrawn = true
    // Wrapped lines could not be erased: all of it fits in one, with a column left for the cursor.
    let columns = (Terminal.width(of: STDERR_FILENO) ?? 80) - 1
    let width = min(30, max(columns - 7, 0))
    let filled = min(done, total) * width / total
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    // Back to the line's start, and clear what is behind the text.
    let line = "\(bar) \(min(done, total) * 100 / total) %  \(label.printable)".fitting(columns)
    write("\r\(line)\u{1b}[K")
  }

  /// Takes the bar away.
  func finish() {
    if isDrawn { write("\r\u{1b}[K") }
    isDrawn = false
  }

  private func write(_ text: String) { try? StandardOutput.write(Array(text.utf8), to: STDERR_FILENO) }
}
