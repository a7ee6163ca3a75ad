// Debug builds record the boxes, arrays and handles' blocks of every open scope, out of line, so that one that escaped
// through a hole in the compiler's checks stops the program when its scope closes. They record what is referred to, so
// that a reference that escaped stops it when it is followed. Release builds record nothing.
#if (DEBUG || HARDENED) && !hasFeature(Embedded)
  import Synchronization

  /// The values that live in scopes, by address.
  private struct ScopedValues {
    struct Entry {
      var state: UInt
      var depth: Int
      var byteCount: Int
      var serial: Int
    }
    struct Place: Hashable {
      var state: UInt
      var depth: Int
    }
    var entries: [UInt: Entry] = [:]
    var counts: [Place: Int] = [:]
    /// The addresses that references and slices lead to, all of them and by place.
    var referents: [UInt: Place] = [:]
    var referentsOfPlaces: [Place: [UInt]] = [:]
    var serial = 0

    mutating func endReferents(of place: Place) {
      guard let addresses = referentsOfPlaces.removeValue(forKey: place) else { return }
      for address in addresses { referents[address] = nil }
    }

    mutating func refer(to address: UInt, at place: Place) {
      guard referents.updateValue(place, forKey: address) != place else { return }
      referentsOfPlaces[place, default: []].append(address)
    }
  }

  /// A lock that ThreadSanitizer sees: `Mutex` is in a library that is not instrumented.
  private struct ScopedValuesLock: ~Copyable {
    private let values = Mutex(ScopedValues())
    private let order = Atomic(0)

    func withLock<Result>(_ body: (inout ScopedValues) -> Result) -> Result {
      values.withLock { values in
        _ = order.load(ordering: .acquiring)
        let result = body(&values)
        order.store(1, ordering: .releasing)
        return result
      }
    }
  }

  private let scopedValues = ScopedValuesLock()

  extension UnsafeMutablePointer where Pointee == ArenaState {
    /// Stops the program when a value of the scope that closes is live still.
    @usableFromInline
    func didCloseScope(depth: Int) {
      let state = UInt(bitPattern: self)
      let message: String? = scopedValues.withLock { values in
        values.endReferents(of: .init(state: state, depth: depth))
        guard let count = values.counts[.init(state: state, depth: depth)], count > 0 else { return nil }
        let first = values.entries.filter { $0.value.state == state && $0.value.depth == depth }
          .min { $0.value.serial < $1.value.serial }
        guard let first else { return nil }
        return
          "a scope of a ScopedAllocator was closed while \(count) of its values \(count == 1 ? "is" : "are") live; "
          + "the first has \(first.value.byteCount) bytes at 0x\(String(first.key, radix: 16))"
      }
      if let message { _stop(message) }
    }

    /// Notes that a value was made in the innermost scope.
    @usableFromInline
    func didMake(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      guard byteCount > 0 else { return }
      let place = unsafe ScopedValues.Place(state: UInt(bitPattern: self), depth: depth)
      scopedValues.withLock { values in
        values.serial += 1
        values.entries[UInt(bitPattern: address)] = ScopedValues.Entry(
          state: place.state, depth: place.depth, byteCount: byteCount, serial: values.serial)
        values.counts[place, default: 0] += 1
      }
    }

    /// Notes that a value of the innermost scope can be reached by references or slices.
    @usableFromInline
    func didRefer(to address: UnsafeMutableRawPointer) {
      let place = unsafe ScopedValues.Place(state: UInt(bitPattern: self), depth: depth)
      scopedValues.withLock { $0.refer(to: UInt(bitPattern: address), at: place) }
    }

    /// Notes that a block of a handle was given back.
    @usableFromInline
    func didEnd(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      guard byteCount > 0 else { return }
      unsafe didEndScopedValue(at: address)
    }

    /// Moves the values of the innermost scope, which is about to close for good, to the one around it.
    @usableFromInline
    func willKeepScope(depth: Int) {
      let inner = ScopedValues.Place(state: UInt(bitPattern: self), depth: depth)
      let outer = ScopedValues.Place(state: inner.state, depth: inner.depth - 1)
      scopedValues.withLock { values in
        for address in values.referentsOfPlaces.removeValue(forKey: inner) ?? [] {
          values.refer(to: address, at: outer)
        }
        guard let count = values.counts.removeValue(forKey: inner), count > 0 else { return }
        values.counts[outer, default: 0] += count
        for (address, entry) in values.entries where entry.state == inner.state && entry.depth == inner.depth {
          values.entries[address]?.depth = outer.depth
        }
      }
    }
  }

  /// Stops the program when the scope of what a reference or a slice leads to has closed.
  @usableFromInline
  func expectReferent(of type: StaticString, at address: UnsafeMutableRawPointer) {
    let isLive = scopedValues.withLock { $0.referents[UInt(bitPattern: address)] != nil }
    if !isLive { _stop("a \(type) was followed after its scope had closed") }
  }

  /// Notes that a slice is about to be made of another one, from `part` on.
  @usableFromInline
  func didExtract(_ part: UnsafeMutableRawPointer, from address: UnsafeMutableRawPointer) {
    unsafe expectReferent(of: "ScopedSlice", at: address)
    scopedValues.withLock { values in
      guard let place = values.referents[UInt(bitPattern: address)] else { return }
      values.refer(to: UInt(bitPattern: part), at: place)
    }
  }

  /// Notes that the value at `address` has ended, or is no longer on its own.
  @usableFromInline
  func didEndScopedValue(at address: UnsafeMutableRawPointer) {
    scopedValues.withLock { values in
      guard let entry = values.entries.removeValue(forKey: UInt(bitPattern: address)) else { return }
      let place = ScopedValues.Place(state: entry.state, depth: entry.depth)
      let count = values.counts[place, default: 0] - 1
      values.counts[place] = count == 0 ? nil : count
    }
  }
#else
  extension UnsafeMutablePointer where Pointee == ArenaState {
    @inlinable
    func didCloseScope(depth: Int) {}
    @inlinable
    func didMake(_ address: UnsafeMutableRawPointer, byteCount: Int) {}
    @inlinable
    func didEnd(_ address: UnsafeMutableRawPointer, byteCount: Int) {}
    @inlinable
    func willKeepScope(depth: Int) {}
    @inlinable
    func didRefer(to address: UnsafeMutableRawPointer) {}
  }

  @inlinable
  func expectReferent(of type: StaticString, at address: UnsafeMutableRawPointer) {}

  @inlinable
  func didExtract(_ part: UnsafeMutableRawPointer, from address: UnsafeMutableRawPointer) {}

  @inlinable
  func didEndScopedValue(at address: UnsafeMutableRawPointer) {}
#endif
