#if !hasFeature(Embedded)
  internal import AllocatorCore
  internal import SlabAllocator

  extension GeneralHeap where Source: ~Copyable {
    /// The ledger of a region: what is held adds up to spans, segments, runs and free pages.
    func explanation(
      named name: String, capabilities: Explanation.Capabilities, cachedByteCount: Int, waitingByteCount: Int,
      figures more: [(name: String, value: Int)] = []
    ) -> Explanation {
      let small = unsafe slabs.figures()
      let medium = unsafe fitted.figures(waiting: waitingByteCount)
      let held = unsafe runs.residentByteCount
      let large = unsafe held - small[0].value - medium[0].value - runs.freeByteCount
      return unsafe Explanation(
        name, capabilities: capabilities,
        figures: [("held bytes", held), ("table bytes", runs.usedTableByteCount)] + more,
        parts: [
          (
            "≤ 1024", Explanation("Magazines", figures: [("cached bytes", cachedByteCount)])
          ),
          ("small", Explanation("Slabs", figures: small)),
          ("≤ 32768", Explanation("FittedRuns", figures: medium)),
          ("large", Explanation("PageRuns", figures: [("run bytes", large)] + runs.figures())),
          ("source", runs.explainSource()),
        ])
    }
  }
#endif
