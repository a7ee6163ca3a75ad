#pragma once

/// Makes the optimizer believe that somebody reads and writes all memory, starting from `address`.
static inline __attribute__((always_inline)) void escape(const void *_Nullable address) {
  __asm__ volatile("" : : "r"(address) : "memory");
}

/// Tells the processor that this is a waiting loop.
static inline __attribute__((always_inline)) void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __asm__ volatile("pause");
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#if __has_include(<malloc.h>)
#include <malloc.h>

/// The bytes that the C library set aside for the block at `address`.
static inline long set_aside_byte_count(const void *_Nonnull address) {
  return (long)malloc_usable_size((void *)address);
}
#endif
