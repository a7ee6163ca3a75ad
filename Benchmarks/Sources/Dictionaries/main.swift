// Time and bytes of `AllocatedDictionary` and `AllocatedSet` on the system allocator beside the standard `Dictionary`
// and `Set`.
//
//   swift run -c release Dictionaries [rounds [entries…]]
//
// One line for each workload, kind of table and number of entries: nanoseconds per operation of both, the best of all
// rounds, in which both take turns; then the bytes per entry that the C library sets aside for each.

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let rounds = arguments.first ?? 7
let counts = arguments.count > 1 ? Array(arguments.dropFirst()) : [10, 1000, 1_000_000]

print(
  pad("workload", 12), pad("table", 14), pad("entries", 8), pad("Allocated…", 10), pad("standard", 10),
  pad("ratio", 6))
for count in counts {
  runDictionaries("Int to Int", count) { $0 }
  runDictionaries("String to Int", count) { "key number \($0)" }
  runSets("Int", count) { $0 }
  runSets("String", count) { "key number \($0)" }
}
