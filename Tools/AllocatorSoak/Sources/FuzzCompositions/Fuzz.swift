import AllocatorTesting
import RandomCompositions

/// One input: its bytes decide the composition, the parent's nature and the script.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  guard let bytes = unsafe bytes else { return 0 }
  var choices = ByteChoices(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
  let hostility = TestMemory.Hostility(rawValue: choices.number(below: 32))
  let depth = 1 + choices.number(below: 5)
  let memory = TestMemory(hostility)
  var memories: [TestMemory] = []
  guard (try? Composition(over: memory, depth: depth, choices: &choices, memories: &memories)) != nil else { return 0 }
  var composing = ByteChoices(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
  _ = composing.number(below: 32)
  _ = composing.number(below: 5)
  let decisions = composing
  let steps = script(count: min(400, count / 3), choices: &choices)
  let report = replayScript(
    steps, .ownsBlocks, .shrinksByMoving, .bounded(byteCounts: 0...Int.max), .reclaims(.lifoOnly),
    parent: hostility
  ) { memory in
    var choices = decisions
    return try Composition(over: memory, depth: depth, choices: &choices, memories: &memories).root
  }
  if !report.passed { fatalError("\(report)") }
  return 0
}

/// libFuzzer's loop.
@_extern(c, "LLVMFuzzerRunDriver")
func runFuzzer(
  _ argumentCount: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Where the program begins: the build uses this name for an executable's entry, so that libFuzzer's own is not used.
@_cdecl("FuzzCompositions_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  var count = count
  var arguments = unsafe arguments
  return unsafe withUnsafeMutablePointer(to: &count) { count in
    unsafe withUnsafeMutablePointer(to: &arguments) { arguments in
      unsafe runFuzzer(
        count, UnsafeMutableRawPointer(arguments).assumingMemoryBound(to: UnsafeMutablePointer<CChar>?.self)
      ) {
        unsafe fuzz($0, $1)
      }
    }
  }
}
