import Testing

/// What must not compile does not, for the reason that is written in it; what must compile does.
@Suite struct CompileFailTests {
  let compiler: Compiler

  init() throws { compiler = try Compiler() }

  @Test(arguments: Program.misuses) func `a misuse is refused`(_ program: Program) throws {
    #expect(try program.text().contains("expected-error"), "the file expects no error")
    try expectNothingElse(program)
  }

  @Test(arguments: Program.correct) func `the correct form compiles`(_ program: Program) throws {
    #expect(try !program.text().contains("expected-error"), "the file expects an error")
    try expectNothingElse(program)
  }

  @Test func `each family has a correct program, and there are sixty misuses`() {
    #expect(Program.misuses.count >= 60)
    #expect(Set(Program.misuses.map(\.family)) == Set(Program.correct.map(\.family)))
  }

  private func expectNothingElse(_ program: Program) throws {
    let difference = try compiler.verify(program)
    #expect(difference.isEmpty, "\(difference)")
  }
}
