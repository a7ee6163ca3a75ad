import Allocators
import Glibc

let run = Run()
let tables = Tables()
if CommandLine.arguments.dropFirst().first == "--check" {
  tables.printDigests()
  run.verifySystem()
  run.verifyCompositions()
  run.verifyBlocks()
  exit(0)
}
if CommandLine.arguments.dropFirst().first == "--slopes" {
  run.slopes(tables)
  exit(0)
}
run.system(tables)
run.arenas(tables)
run.pools(tables)
run.blocks(tables)
run.compositions()
run.typed()
run.today(tables)
