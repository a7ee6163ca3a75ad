import Allocators

// A box is assigned to a variable that was declared outside its file's region. Blocks in a file may outlive the region, so
// that its end cannot stop the program; the box's destructor finds no memory there.
func boxInAFileThatWasClosed() throws {
  var kept: AllocatedBox<[Int], BorrowedAllocator<FileRegion>>? = nil
  do {
    var region = try FileRegion(creating: "known-hole.region", byteCount: 4096)
    kept = try region.borrowed().makeBox([1])
  }
  if let kept { print(kept.value) }
}
