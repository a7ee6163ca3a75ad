import AllocatorSwiftMetrics
import MetricsTestKit
import Testing

@Suite struct SwiftMetricsLoggerTests {
  @Test func `a backend receives counters and gauges`() throws {
    let backend = TestMetrics()
    let metrics = SwiftMetricsLogger(label: "pool", dimensions: [("name", "test")], factory: backend)
    let memory = SystemAllocator().logging(to: metrics)
    func total(_ name: String) throws -> Int64 {
      try backend.expectCounter("pool_\(name)_total", [("name", "test")]).totalValue
    }
    func gauge(_ name: String) throws -> Double? {
      try backend.expectGauge("pool_\(name)", [("name", "test")]).lastValue
    }
    var block = try unsafe memory.allocate(byteCount: 24, alignment: 16)
    try unsafe memory.reallocate(&block, byteCount: 100)
    let other = try unsafe memory.allocateZeroed(byteCount: 8, alignment: 8)
    #expect(unsafe memory.allocateIfPossible(byteCount: .max, alignment: 8) == nil)
    #expect(try total("allocations") == 2 && total("reallocations") == 1 && total("failures") == 1)
    #expect(try total("allocated_bytes") == 108)
    #expect(try gauge("live_blocks") == 2 && gauge("live_bytes") == 108)
    unsafe memory.deallocate(block)
    #expect(try gauge("live_blocks") == 1 && gauge("live_bytes") == 8 && total("deallocations") == 1)
    metrics.didReset()
    #expect(try gauge("live_blocks") == 0 && gauge("live_bytes") == 0 && total("resets") == 1)
    unsafe SystemAllocator().deallocate(other)
  }
}
