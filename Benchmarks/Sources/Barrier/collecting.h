#pragma once

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>

/// Begins to count instructions, or ends it, under callgrind that was started with `--collect-atstart=no`.
static inline __attribute__((always_inline)) void toggle_collecting(void) { CALLGRIND_TOGGLE_COLLECT; }

/// Writes what was counted since the last call into a file of its own, under this name.
static inline void write_collected(const char *_Nonnull name) { CALLGRIND_DUMP_STATS_AT(name); }
#else
static inline void toggle_collecting(void) {}
static inline void write_collected(const char *_Nonnull name) { (void)name; }
#endif
