#define _GNU_SOURCE
#include "shim.h"
#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>

extern void preload_before_fork(void), preload_after_fork(void), preload_start(void);

__attribute__((constructor)) static void start(void) {
  preload_start();
  pthread_atfork(preload_before_fork, preload_after_fork, preload_after_fork);
}

void *preload_reserve(size_t byteCount) {
  int error = errno;
  void *address = mmap(0, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  errno = error;
  if (address == MAP_FAILED) return 0;
  madvise(address, byteCount, MADV_NOHUGEPAGE);
  return address;
}
void preload_discard(void *address, size_t byteCount) {
  int error = errno;
  madvise(address, byteCount, MADV_DONTNEED);
  errno = error;
}
static int map_anew(void *address, size_t byteCount, int flags) {
  int all = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | flags;
  if (mmap(address, byteCount, PROT_READ | PROT_WRITE, all, -1, 0) != address) return 0;
  madvise(address, byteCount, MADV_NOHUGEPAGE);
  return 1;
}
static int is_zero(const size_t *page) {
  for (size_t i = 0; i < 4096 / sizeof *page; i++) if (page[i]) return 0;
  return 1;
}
static int is_mapped(void *address, size_t byteCount) {
  return msync(address, byteCount, MS_ASYNC) == 0 || errno != ENOMEM;
}

// As `PlatformPages.move(_:byteCount:to:)`: 1 when the memory was moved, 0 when nothing has changed, 2 when the pages at
// `to` must not be used any more.
int preload_move(void *from, void *to, size_t byteCount) {
  int error = errno, result = 1;
  if (mremap(from, byteCount, byteCount, MREMAP_MAYMOVE | MREMAP_FIXED | 4 /* MREMAP_DONTUNMAP */, to) == MAP_FAILED) {
    int unmaps = errno == ENOMEM || errno == EFAULT || errno == EAGAIN;
    result = !unmaps || map_anew(to, byteCount, 0x100000 /* MAP_FIXED_NOREPLACE */) ? 0 : 2;
    for (size_t page = 0; result == 2 && page < byteCount; page += 4096) {
      char *source = (char *)from + page, *copy = (char *)to + page;
      int was_moved = is_zero((size_t *)source) && is_mapped(copy, 4096) && !is_zero((size_t *)copy);
      if (was_moved) __builtin_memcpy(source, copy, 4096);
    }
  }
  errno = error;
  return result;
}
int preload_renew(void *address, size_t byteCount) {
  int error = errno;
  int result = map_anew(address, byteCount, MAP_FIXED) || is_mapped(address, byteCount);
  errno = error;
  return result;
}
void preload_out_of_memory(void) { errno = ENOMEM; }
