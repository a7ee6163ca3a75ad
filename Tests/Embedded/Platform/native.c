// Runs the checks as a Linux program. The linker sends the program's calls of `posix_memalign` and `free` through the
// two functions here, so that a check which loses memory fails.
#include <stdio.h>
#include <stdlib.h>

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

int main(void) {
  printf("%d %d\n", checkCount(), firstFailure());
  return 0;
}
