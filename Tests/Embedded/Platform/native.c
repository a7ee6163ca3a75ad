// Runs the checks as a Linux program. The linker sends the program's calls of `posix_memalign` and `free` through the
// two functions here, so that a check which loses memory fails.
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

int checkCount(void);
int firstFailure(void);
int __real_posix_memalign(void **result, size_t alignment, size_t byteCount);
void __real_free(void *address);

static int live = 0;
int liveAllocationCount(void) { return live; }

int __wrap_posix_memalign(void **result, size_t alignment, size_t byteCount) {
  int error = __real_posix_memalign(result, alignment, byteCount);
  if (!error) live++;
  return error;
}

void __wrap_free(void *address) {
  if (address) live--;
  __real_free(address);
}

// Near the top of what Linux gives a program; the stack is there, too.
void *memoryAtTheTop(size_t byteCount) {
  for (uintptr_t address = 0x7ffffffff000 - byteCount; address > 0x7f0000000000; address -= byteCount) {
    void *memory = mmap((void *)address, byteCount, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (memory == (void *)address) return memory;
  }
  return 0;
}

int main(void) {
  printf("%d %d\n", checkCount(), firstFailure());
  return 0;
}
