// Counts calls of malloc, calloc and realloc; a line on standard error at the program's end. To be preloaded, on Linux
// with the GNU C library.
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
static atomic_ullong calls;

void *malloc(size_t size) {
  atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
  return __libc_malloc(size);
}
void *calloc(size_t count, size_t size) {
  atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
  return __libc_calloc(count, size);
}
void *realloc(void *address, size_t size) {
  atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
  return __libc_realloc(address, size);
}
__attribute__((destructor)) static void report(void) { fprintf(stderr, "calls %llu\n", (unsigned long long)calls); }
