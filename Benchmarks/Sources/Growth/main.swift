import Allocators

#if canImport(Glibc)
  import Glibc
#endif

// Instructions per operation with few and with many things alive or dead: `Benchmarks/growth` runs it under callgrind.
//
//   Growth --list           the names of the cells
//   Growth COUNT NAME…      measures these cells with so many things

let allCells = blockCells + combinatorCells + scopeCells + containerCells + ownCells
let arguments = CommandLine.arguments.dropFirst()
if arguments.first == "--list" {
  for (name, _) in allCells { print(name) }
} else if let count = arguments.first.flatMap({ Int($0) }) {
  let meter = Meter(count: count)
  for (name, body) in allCells where arguments.count == 1 || arguments.dropFirst().contains(name) {
    fflush(nil)
    meter.begin(name)
    try body(meter)
  }
} else {
  print("usage: Growth --list | Growth COUNT NAME…")
}
