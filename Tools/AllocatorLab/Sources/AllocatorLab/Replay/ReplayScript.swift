/// What the replay loops walk: the events of a trace, and a table for the addresses of its live blocks.
///
/// Only pointers, valid in the closure or beside the object that they come from, so that a process can replay from memory that did not come from the allocator it measures.
@safe
public struct ReplayScript {
  let events: UnsafeBufferPointer<Trace.Event>
  let leftovers: UnsafeBufferPointer<Trace.Leftover>
  let table: SlotTable
}

extension Trace {
  /// Calls `body` with the trace as the loops walk it.
  func withScript<Result, Failure: Error>(
    _ table: SlotTable, _ body: (ReplayScript) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe events.withUnsafeBufferPointer { (events) throws(Failure) in
      try unsafe leftovers.withUnsafeBufferPointer { (leftovers) throws(Failure) in
        try unsafe body(ReplayScript(events: events, leftovers: leftovers, table: table))
      }
    }
  }
}
