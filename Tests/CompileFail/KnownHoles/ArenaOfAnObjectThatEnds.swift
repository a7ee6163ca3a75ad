import Allocators

private class Game {
  var arena = try! ScopedAllocator(byteCount: 4096)
}

// A scope is opened through a property of an object, of a class that is not final, and the object ends before it. The
// end of the arena stops the program, in debug and release builds. Release builds end an object after its last use, with
// or without the line that gives it up.
func arenaOfAnObjectThatEnds() throws {
  var game: Game? = Game()
  let scope = game!.arena.scope()
  game = nil
  let box = try scope.make(3)
  print(box.value)
}
