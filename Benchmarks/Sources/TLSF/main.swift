// What `TLSFAllocator` costs at worst, and how much memory it needs.
//
//   TLSF steps COUNT      operations that are bad for it, each between two marks; see ../../tlsf-worst-case
//   TLSF fit < TRACE      the smallest region in which a trace (extended `.rep`, as text) can be served

import Allocators

switch (CommandLine.arguments.dropFirst().first, CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) }) {
case ("steps", let count?): makeSteps(count)
case ("fit", _): fit()
default: fatalError("usage: TLSF steps COUNT | TLSF fit < TRACE")
}
