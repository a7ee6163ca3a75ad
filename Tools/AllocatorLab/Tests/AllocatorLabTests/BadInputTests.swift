import AllocatorLab
import Testing

/// A text that no program can have left, and what is said about it.
struct BadInput: CustomTestStringConvertible, Sendable {
  var what: String
  var text: String
  var error: String

  var testDescription: String { what }

  static let all: [BadInput] = [
    BadInput(
      what: "an unknown event", text: "16\n1\n2\n1\na 0 16\nx 0\n",
      error: "t:6: unknown event 'x': expected a, c, r, f, t or #"),
    BadInput(
      what: "an id that the header excludes", text: "16\n1\n2\n1\na 0 16\nf 1\n",
      error: "t:6: id 1 is unknown: the header promises ids below 1"),
    BadInput(
      what: "a free of what was never allocated", text: "16\n2\n2\n1\na 0 16\nf 1\n",
      error: "t:6: id 1 is freed, but it was never allocated"),
    BadInput(
      what: "a resize of what was never allocated", text: "16\n2\n2\n1\na 1 16\nr 0 8\n",
      error: "t:6: id 0 is resized, but it was never allocated"),
    BadInput(
      what: "a double free", text: "16\n1\n3\n1\na 0 16\nf 0\nf 0\n",
      error: "t:7: id 0 is freed, but it was freed in line 6"),
    BadInput(
      what: "a second birth", text: "16\n1\n2\n1\na 0 16\na 0 8\n",
      error: "t:6: id 0 is allocated again while it is live, with 16 bytes"),
    BadInput(
      what: "a file cut behind an event", text: "16\n1\n3\n1\na 0 16\nf 0\n",
      error: "t:7: the file is truncated: the header promises 3 events (line 3), but there are 2"),
    BadInput(
      what: "a file cut inside an event", text: "16\n1\n2\n1\na 0 16\nf", error: "t:6: expected 'f ID', but found 'f'"),
    BadInput(
      what: "a file cut inside its header", text: "16\n1\n",
      error: "t:3: the file ends in its header, after 2 of 4 numbers"),
    BadInput(
      what: "more events than promised", text: "16\n1\n1\n1\na 0 16\nf 0\n",
      error: "t:6: the header promises 1 events (line 3), but here is one more"),
    BadInput(
      what: "fewer ids than promised", text: "16\n2\n2\n1\na 0 16\nf 0\n",
      error: "t:2: the header promises 2 ids, but the largest is 0"),
    BadInput(
      what: "a peak that is not reached", text: "# trace: x\n17\n1\n2\n1\na 0 16\nf 0\n",
      error: "t:2: the header says that at most 17 bytes are live, but the events reach 16"),
    BadInput(
      what: "a negative size", text: "16\n1\n1\n1\na 0 -16\n", error: "t:5: '-16' cannot be a size in bytes"),
    BadInput(
      what: "a size beyond 64 bits", text: "16\n1\n1\n1\na 0 99999999999999999999\n",
      error: "t:5: '99999999999999999999' cannot be a size in bytes"),
    BadInput(
      what: "a size beyond any address space", text: "16\n1\n1\n1\na 0 1000000000000000000\n",
      error: "t:5: a size of 1000000000000000000 bytes cannot be: no address space is so large"),
    BadInput(
      what: "a size that is no number", text: "16\n1\n1\n1\na 0 ten\n", error: "t:5: 'ten' cannot be a size in bytes"),
    BadInput(
      what: "a resize to nothing", text: "16\n1\n2\n1\na 0 16\nr 0 0\n",
      error: "t:6: id 0 is resized to 0 bytes: a program's realloc to 0 is a free"),
    BadInput(
      what: "an alignment that is no power of two", text: "16\n1\n1\n1\na 0 16 24\n",
      error: "t:5: alignment 24 is not a power of two that can be"),
    BadInput(
      what: "a missing size", text: "16\n1\n1\n1\na 0\n", error: "t:5: expected 'a ID SIZE [ALIGN]', but found 'a 0'"),
    BadInput(
      what: "a word too many", text: "16\n1\n1\n1\na 0 16\nf 0 0\n".replacing("\n1\n1\na", with: "\n2\n1\na"),
      error: "t:6: expected 'f ID', but found 'f 0 0'"),
    BadInput(
      what: "words instead of a header", text: "hello\n",
      error: "t:1: expected the heap's size alone on its line, but found 'hello'"),
    BadInput(
      what: "a thread without a number", text: "16\n1\n1\n1\nt x\na 0 16\n",
      error: "t:5: expected 't N' with a thread's number, but found 't x'"),
    BadInput(
      what: "a thread's number beyond 64 bits", text: "16\n1\n1\n1\nt 9223372036854775808\na 0 16\n",
      error: "t:5: expected 't N' with a thread's number, but found 't 9223372036854775808'"),
    BadInput(what: "nothing", text: "", error: "t:1: there is no event in it"),
    BadInput(what: "nothing but remarks", text: "# x\n\n", error: "t:3: there is no event in it"),
    BadInput(
      what: "a double free in mtrace text", text: "= Start\n+ 0x10 0x20\n- 0x10\n- 0x10\n",
      error: "t:4: the block at 0x10 is freed, but it was freed in line 3"),
    BadInput(
      what: "an address given out twice in mtrace text", text: "= Start\n+ 0x10 0x20\n+ 0x10 0x8\n",
      error: "t:3: address 0x10 is allocated again while it is live"),
    BadInput(
      what: "an unknown event in mtrace text", text: "= Start\n? 0x10\n",
      error: "t:2: unknown event '?': expected +, -, <, >, !, = or #"),
    BadInput(
      what: "half a resize in mtrace text", text: "= Start\n+ 0x10 0x20\n< 0x10\n",
      error: "t:3: the file is truncated: the resize that begins here has no second line"),
    BadInput(
      what: "the other half of a resize in mtrace text", text: "= Start\n> 0x10 0x20\n",
      error: "t:2: a resize ends that has not begun: there is no '<' before this '>'"),
    BadInput(
      what: "mtrace text cut inside a line", text: "= Start\n+ 0x10 0x20\n- 0x10",
      error: "t:3: the file is truncated: it ends in the middle of a line"),
    BadInput(
      what: "a size that cannot be in mtrace text", text: "= Start\n+ 0x10 0xffffffffffffff\n",
      error: "t:2: a size of 72057594037927935 bytes cannot be: no address space is so large"),
  ]
}

@Suite struct BadInputTests {
  @Test(arguments: BadInput.all)
  func `bad input is refused with its line`(input: BadInput) {
    let error = #expect(throws: TraceError.self) { try parse(input.text) }
    #expect(error?.description == input.error)
  }

  @Test func `a header of monstrous numbers reserves no memory`() {
    let error = #expect(throws: TraceError.self) {
      try parse("16\n4000000000\n9000000000000000000\n1\na 3999999999 16\n")
    }
    #expect(error?.line == 5)
  }
}
