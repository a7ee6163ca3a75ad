import Foundation

/// One page about one trace: self-contained, without network, for any browser of today.
enum Page {
  /// What the page shows, as written in it.
  private struct Contents: Encodable {
    var analysis: TraceAnalysis
    var allocators: [Allocator]
  }

  private struct Allocator: Encodable {
    var allocator: String
    var kind: String
    var nsPerEventMedian: Double?
    var peakHeldBytes: Int?
    var peakResidentBytes: Int?
    var fragmentation: Double?
    var residentFragmentation: Double?
    var failures: Int
    var heldTimeline: [Int]
    var residentTimeline: [Int]
    var explanation: JSONReport.Node?
    var ledger: LedgerEntry?

    init(_ measurement: Measurement) {
      allocator = measurement.allocator
      kind = measurement.kind.rawValue
      nsPerEventMedian = measurement.medianNanoseconds
      peakHeldBytes = measurement.peakHeldByteCount
      peakResidentBytes = measurement.peakResidentByteCount
      fragmentation = measurement.fragmentation
      residentFragmentation = measurement.residentFragmentation
      failures = measurement.failures
      heldTimeline = measurement.heldTimeline
      residentTimeline = measurement.residentTimeline
      explanation = measurement.explanation.map { JSONReport.Node($0) }
      ledger = measurement.ledger?.root.condensed(to: 12)
    }
  }

  /// The page as text.
  ///
  /// - Parameters:
  ///   - comparison: The trace's figures, and those of each allocator.
  ///   - map: The blocks of a replay, and the name of the allocator that placed them.
  static func html(_ comparison: Comparison, map: HeapMap) throws -> String {
    let contents = Contents(analysis: comparison.analysis, allocators: comparison.measurements.map(Allocator.init))
    // Nothing in the data may end the element that holds it.
    let json = try JSONText.encode(contents, isPretty: false).replacing("<", with: "\\u003c")
    let name = escaped(comparison.analysis.trace.printable)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(name): where its memory goes</title>
      <link rel="icon" href="data:,">
      <style>
      \(style)
      </style>
      </head>
      <body>
      <main>
      <h1>\(name)</h1>
      <p class="lead">Where its memory goes, by alloclab. Time runs in calls of the allocator.</p>
      <dl class="facts" id="facts"></dl>
      <section class="moment"><label for="event">Moment</label><input type="range" id="event" min="0" step="1" value="0">
      <span class="keys" style="margin:0"><button type="button" id="peak">At the peak</button></span>
      <output id="moment" for="event" aria-live="polite"></output></section>
      <section><h2>Bytes over time</h2><ul class="legend" id="legend"></ul>
      <div id="bytes" data-label="live, held and resident bytes over time"></div></section>
      <section id="ratio-section"><h2>Fragmentation over time</h2>
      <div id="ratio" data-label="bytes held or resident for each live byte, over time"></div>
      <p class="note">Bytes held or resident for each live byte, cut off at 8.</p></section>
      <section id="map-section"><h2>Heap map: \(escaped(map.allocator.printable))</h2>
      <div class="keys"><button type="button" id="in">Zoom in</button><button type="button" id="out">Zoom out</button>
      <button type="button" id="taller">Fewer addresses</button><button type="button" id="lower">More addresses</button><button type="button" id="whole">All of it</button></div>
      <ul class="legend" id="classes"></ul>
      <canvas id="map" tabindex="0" role="img" aria-label="Blocks by address, upwards, and time, to the right. Arrow keys move, plus and minus zoom in time, less and greater in addresses, zero shows all."></canvas>
      <p class="note">Addresses upwards, time to the right; gaps of more than a page between regions are left out. Arrow keys move, + and − zoom in time, &lt; and &gt; in addresses, 0 shows all. A click sets the moment.</p>
      <h3>The heap at that moment</h3>
      <canvas id="heap" role="img" aria-label="The heap at the chosen moment, low addresses first, holes in the ground color"></canvas></section>
      <div class="pair"><section><h2>Sizes</h2><div id="sizes"></div></section>
      <section><h2>Lifetimes, in calls</h2><div id="lifetimes"></div></section></div>
      <section><h2>Allocators</h2><div class="scroll" tabindex="0"><table id="table"></table></div></section>
      <section><h2>What they are made of, behind the last call</h2><div id="trees"></div></section>
      <section id="ledger-section"><h2>Where its bytes are, part by part, when most is live</h2><div id="ledgers"></div>
      <p class="note">Requested, slack (sizes rounded up) and cached (free blocks, the rest of chunks, bookkeeping) are together what is committed. From “allocations” on, over the whole run; refused requests went to the next part, or failed.</p></section>
      <section id="leaks-section"><h2>Live at the end, by call site</h2><div class="scroll" tabindex="0"><table>
      <thead><tr><th scope="col">site</th><th scope="col">blocks</th><th scope="col">bytes</th></tr></thead>
      <tbody id="leaks"></tbody></table></div></section>
      </main>
      <script type="application/json" id="data">\(json)</script>
      <script type="text/plain" id="map-data">\(map.base64)</script>
      <script>
      \(script)\(mapScript)
      </script>
      </body>
      </html>

      """
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
