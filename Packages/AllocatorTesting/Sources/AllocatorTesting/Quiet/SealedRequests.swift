internal import Synchronization

/// What was asked of a ``SealedAllocator`` since it was sealed; may be used from any thread.
///
/// Each operation is O(1) unless it says otherwise.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
public final class SealedRequests: Sendable {
  private let isShut = Atomic(false)
  private let number = Atomic(0)
  #if !hasFeature(Embedded)
    private let texts = Mutex<[String]>([])
  #endif
  /// How many requests are described.
  private static let describedCount = 16

  /// Not sealed.
  public init() {}

  /// From here on every request is refused, counted and reported. What was counted before is forgotten.
  public func seal() {
    number.store(0, ordering: .relaxed)
    #if !hasFeature(Embedded)
      texts.withLock { $0.removeAll() }
    #endif
    isShut.store(true, ordering: .releasing)
  }

  /// Requests are passed on again; the counts stay.
  public func unseal() { isShut.store(false, ordering: .releasing) }

  /// Whether requests are refused.
  public var isSealed: Bool { isShut.load(ordering: .acquiring) }

  /// How many requests were made while it was sealed: those that were refused, and those that returned memory.
  public var count: Int { number.load(ordering: .relaxed) }

  /// The first requests in words, with the calls that led to them where the platform knows them.
  public var descriptions: [String] {
    #if hasFeature(Embedded)
      []
    #else
      texts.withLock { $0 }
    #endif
  }

  @inline(never)
  private func note(_ action: StaticString, _ byteCount: Int, _ alignment: Int) {
    let number = self.number.add(1, ordering: .relaxed).newValue
    #if !hasFeature(Embedded)
      guard number <= Self.describedCount else { return }
      let text = "\(action) \(byteCount) bytes aligned to \(alignment)"
      let trace = CallTrace(isWanted: true).description(after: "asked")
      texts.withLock { $0.append(text + trace) }
    #else
      _ = number
    #endif
  }

  /// Notes a request; whether it came while sealed.
  func notes(_ action: StaticString, _ byteCount: Int, _ alignment: Int) -> Bool {
    guard isSealed else { return false }
    note(action, byteCount, alignment)
    return true
  }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension SealedRequests: CustomStringConvertible {
  /// The requests, one a line, each with its calls.
  public var description: String {
    var text = "\(count) requests while sealed"
    for request in descriptions { text += "\n" + request }
    return text
  }
}
