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
int preload_move(void *from, void *to, size_t byteCount) {
  int error = errno;
  void *moved = mremap(from, byteCount, byteCount, MREMAP_MAYMOVE | MREMAP_FIXED | 4 /* MREMAP_DONTUNMAP */, to);
  errno = error;
  return moved != MAP_FAILED;
}
void preload_out_of_memory(void) { errno = ENOMEM; }
