#ifndef PRELOAD_SHIM_H
#define PRELOAD_SHIM_H
#include <stddef.h>
// The system calls that the library needs; Embedded Swift imports no C library.
void *_Nullable preload_reserve(size_t byteCount);
void preload_discard(void *_Nonnull address, size_t byteCount);
int preload_move(void *_Nonnull from, void *_Nonnull to, size_t byteCount);
int preload_renew(void *_Nonnull address, size_t byteCount);
void preload_out_of_memory(void);
static inline void preload_zero(void *_Nonnull address, size_t byteCount) { __builtin_memset(address, 0, byteCount); }
static inline void preload_copy(void *_Nonnull to, const void *_Nonnull from, size_t byteCount) {
  __builtin_memcpy(to, from, byteCount);
}
#endif
