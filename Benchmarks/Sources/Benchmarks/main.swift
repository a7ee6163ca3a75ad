import Allocators
import Glibc

let run = Run()
let tables = Tables()
if CommandLine.arguments.dropFirst().first == "--check" {
  tables.printDigests()
  run.verifyAll()
  exit(0)
}
run.system(tables)
run.today(tables)
