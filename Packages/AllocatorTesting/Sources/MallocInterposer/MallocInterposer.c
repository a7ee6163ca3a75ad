// The GNU C library calls whatever program defines malloc, and keeps its own functions reachable under other names.
#include "MallocInterposer.h"
#include <errno.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(SANITIZED)
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static malloc_interposer_observer observer;
// Zero: not watched. One: watched. Two: inside the observer.
static _Thread_local int state __attribute__((tls_model("initial-exec")));
static _Thread_local void *context __attribute__((tls_model("initial-exec")));

static inline void malloc_interposer_note(const char *function, size_t byteCount) {
  if (__builtin_expect(state != 1, 1)) return;
  state = 2;
  observer(context, function, byteCount);
  state = 1;
}

void *malloc(size_t byteCount) {
  malloc_interposer_note("malloc", byteCount);
  return __libc_malloc(byteCount);
}

void *calloc(size_t count, size_t byteCount) {
  malloc_interposer_note("calloc", count * byteCount);
  return __libc_calloc(count, byteCount);
}

void *realloc(void *address, size_t byteCount) {
  malloc_interposer_note("realloc", byteCount);
  return __libc_realloc(address, byteCount);
}

void free(void *address) {
  if (address) malloc_interposer_note("free", 0);
  __libc_free(address);
}

void *memalign(size_t alignment, size_t byteCount) {
  malloc_interposer_note("memalign", byteCount);
  return __libc_memalign(alignment, byteCount);
}

void *aligned_alloc(size_t alignment, size_t byteCount) {
  malloc_interposer_note("aligned_alloc", byteCount);
  return __libc_memalign(alignment, byteCount);
}

int posix_memalign(void **result, size_t alignment, size_t byteCount) {
  malloc_interposer_note("posix_memalign", byteCount);
  if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
  void *address = __libc_memalign(alignment, byteCount);
  if (!address) return ENOMEM;
  *result = address;
  return 0;
}

int malloc_interposer_is_available(void) { return 1; }
void malloc_interposer_set_observer(malloc_interposer_observer body) { observer = body; }
void malloc_interposer_begin(void *value) {
  context = value;
  if (observer) state = 1;
}
void malloc_interposer_end(void) { state = 0; }
#else
int malloc_interposer_is_available(void) { return 0; }
void malloc_interposer_set_observer(malloc_interposer_observer body) { (void)body; }
void malloc_interposer_begin(void *value) { (void)value; }
void malloc_interposer_end(void) {}
#endif
