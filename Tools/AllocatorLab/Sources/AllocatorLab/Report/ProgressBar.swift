import Foundation

/// A bar on standard error that shows how far a long work is; silent when nobody watches, or the work is short.
final class ProgressBar {
  private let total: Int
  private var done = 0
  private let isShown: Bool
  private let start = Date()
  private var isDrawn = false
  /// What is being worked on.
  var label = ""

  init(total: Int) {
    self.total = max(total, 1)
    isShown = isatty(STDERR_FILENO) != 0
  }

  /// One step is done.
  func step() {
    done += 1
    guard isShown, isDrawn || Date().timeIntervalSince(start) > 0.3 else { return }
    isDrawn = true
    let width = 30
    let filled = min(done, total) * width / total
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    // Back to the line's start, and clear what is behind the text.
    write("\r\(bar) \(min(done, total) * 100 / total) %  \(label)\u{1b}[K")
  }

  /// Takes the bar away.
  func finish() {
    if isDrawn { write("\r\u{1b}[K") }
    isDrawn = false
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
