#if !hasFeature(Embedded)
  public import AllocatorCore

  // Where every byte of a region is, for `explain()`.
  extension Slabs where Source: ~Copyable {
    /// The bytes of spans: in blocks that are out, and in others.
    ///
    /// - Complexity: O(pages used).
    public func figures() -> [(name: String, value: Int)] {
      var spans = 0
      var out = 0
      for page in unsafe 1..<runs.state.pointee.table.fresh {
        let kind = unsafe runs.state.pointee.table.kinds[page]
        guard kind != PageKind.unused, kind <= PageKind.largestClass else { continue }
        spans += PageTable.pageByteCount
        if unsafe entries[page].offset == 0 {
          unsafe out += Int(entries[page].liveCount) * Int(classPointer(Int(kind)).pointee.byteCount)
        }
      }
      return [("span bytes", spans), ("small bytes out", out), ("small bytes free", spans - out)]
    }
  }

  extension FittedRuns where Source: ~Copyable {
    /// The bytes of segments: all, and free ones, with those that wait in front.
    public func figures(waiting: Int = 0) -> [(name: String, value: Int)] {
      unsafe [
        ("segment bytes", state.pointee.pageCount * PageTable.pageByteCount),
        ("fitted bytes free", state.pointee.freeByteCount + waiting),
      ]
    }
  }

  extension PageRuns where Source: ~Copyable {
    /// The bytes of pages: in use or free, and those decommitted.
    public func figures() -> [(name: String, value: Int)] {
      unsafe [
        ("held bytes", residentByteCount), ("free page bytes", freeByteCount),
        ("decommitted bytes", decommittedByteCount),
      ]
    }

    /// The explanation of the source.
    public func explainSource() -> Explanation { unsafe state.pointee.source.explain() }
  }
#endif
