import Testing

/// What the compiler accepts and should not. When one of these fails to compile, the hole is closed: move the program to
/// its family, and tell so in the article "What is checked when".
@Suite struct KnownHolesTests {
  @Test(arguments: Program.holes) func `a known hole is still open`(_ program: Program) throws {
    let compiler = try Compiler()
    for optimization in ["-Onone", "-O"] {
      let difference = try compiler.verify(program, optimization: optimization)
      #expect(difference.isEmpty, "the hole may be closed now: \(difference)")
    }
  }
}
