import Allocators

// A budget is not thread-safe, and neither is a handle on it.
func misuse() async {
  let shared = SystemAllocator().limited(toByteCount: 1000).shared()
  Task { _ = shared.supports(byteCount: 1, alignment: 8) }
  // expected-error@-1 {{sending value of non-Sendable type '() async -> ()' risks causing data races}}
  // expected-note@-2 {{Passing value of non-Sendable type '() async -> ()' as a 'sending' argument to initializer 'init(name:priority:operation:)' risks causing races in between local and caller code}}
  _ = shared.supports(byteCount: 1, alignment: 8)  // expected-note {{access can happen concurrently}}
}
