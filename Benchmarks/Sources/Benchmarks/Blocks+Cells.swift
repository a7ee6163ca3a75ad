import Allocators

func cells(_ byteCount: Int, _ count: Int) -> BitmapAllocator<SystemAllocator> {
  guard let cells = try? BitmapAllocator(cellByteCount: byteCount, cellCount: count) else { fail() }
  return cells
}

func buddies() -> BuddyAllocator<SystemAllocator> {
  guard let buddies = try? BuddyAllocator(unitByteCount: 16, unitCount: 1 << 20) else { fail() }
  return buddies
}

func heap() -> TLSFAllocator<SystemAllocator> {
  guard let heap = try? TLSFAllocator(byteCount: 16 << 20) else { fail() }
  return heap
}

extension Run {
  func blocks(_ tables: borrowing Tables) {
    w3("BitmapAllocator", tables) { cells(1024, 64) }
    // W4 keeps as many blocks live as it is asked to: all cells but one are in use at each step, or one in a hundred.
    w4("BitmapAllocator") { cells(64, 10_000) }
    w4("BitmapAllocator (a million cells in use)", count: 1_000_000) { cells(64, 1_000_000) }
    w4("BitmapAllocator (one in a hundred in use)") { cells(64, 1_000_000) }
    w4("BuddyAllocator") { buddies() }
    w4("TLSFAllocator") { heap() }
    mixed("W5", "BitmapAllocator") { cells(16, 1 << 20) }
    mixed("W5", "BuddyAllocator") { buddies() }
    mixed("W5", "TLSFAllocator") { heap() }
  }

  func verifyBlocks() {
    verify("BitmapAllocator") { cells(16, 1 << 20) }
    verify("BuddyAllocator") { buddies() }
    verify("TLSFAllocator") { heap() }
  }
}
