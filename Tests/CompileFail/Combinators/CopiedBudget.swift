import Allocators

// A copy of a budget would spend the same bytes twice.
func misuse() {
  let budget = SystemAllocator().limited(toByteCount: 1000)  // expected-error {{'budget' consumed more than once}}
  let first = budget  // expected-note {{consumed here}}
  let second = budget  // expected-note {{consumed again here}}
  _ = first.liveByteCount + second.liveByteCount
}
