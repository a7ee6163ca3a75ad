// Records every call of malloc and its kin that a program makes, when preloaded into it:
//
//   ALLOCLAB_RECORDING=FILE LD_PRELOAD=libAllocationRecorder.so PROGRAM …
//
// A release is recorded before its call and an acquisition behind it, all under one lock, so that the file is a true
// order: no address is in it twice. Records go to a file that is mapped and shared: what was recorded is there however
// the program ends. Only the process that creates FILE is recorded, as the last program that it becomes by exec, and
// not what it starts. glibc only: the calls go on by the names under which glibc exports its own functions, so that
// nothing has to be looked up first.
#define _GNU_SOURCE
#include "RecordingFormat.h"

#if defined(__linux__) && defined(__GLIBC__)

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

#define PAGE 4096
#define WINDOW (16 << 20)  // bytes mapped at a time

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int file = -1;
static off_t window_offset;
static allocation_record *next, *window_end;
static char *window;
static allocation_recorder_header *header;
static uint32_t thread_count;
static __thread uint32_t thread_number __attribute__((tls_model("initial-exec")));  // 0: has not called yet

static int open_window(void) {
  if (window) munmap(window, WINDOW);
  window = NULL;
  next = window_end = NULL;
  // Disk space first: a page that finds none when it is written ends the program.
  if (posix_fallocate(file, window_offset, WINDOW) != 0) return 0;
  void *memory = mmap(NULL, WINDOW, PROT_READ | PROT_WRITE, MAP_SHARED, file, window_offset);
  if (memory == MAP_FAILED) return 0;
  window = memory;
  window_offset += WINDOW;
  next = memory;
  window_end = (allocation_record *)(window + WINDOW);
  return 1;
}

static void record(int kind, void *address, size_t size, int alignment_shift, void *caller) {
  if (file < 0) return;
  int saved = errno;
  pthread_mutex_lock(&lock);
  if (file >= 0) {
    if (next == window_end && !open_window()) {
      header->dropped++;
    } else {
      if (!thread_number) thread_number = ++thread_count;
      // The kind is written last: a record that is half there does not count.
      next->address = (uint64_t)(uintptr_t)address;
      next->size = size;
      next->caller = (uint64_t)(uintptr_t)caller;
      next->thread = thread_number - 1;
      next->alignment_shift = (uint8_t)alignment_shift;
      __atomic_store_n(&next->kind, (uint8_t)kind, __ATOMIC_RELEASE);
      next++;
    }
  }
  pthread_mutex_unlock(&lock);
  errno = saved;
}

// Where libraries lie, for whoever turns callers into names: a copy of /proc/self/maps beside the recording.
static void save_maps(void) {
  char path[4096], buffer[4096];
  const char *name = getenv("ALLOCLAB_RECORDING");
  if (!name || strlen(name) + 6 > sizeof path) return;
  strcpy(path, name);
  strcat(path, ".maps");
  int from = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  for (ssize_t count; from >= 0 && to >= 0 && (count = read(from, buffer, sizeof buffer)) > 0;)
    if (write(to, buffer, (size_t)count) != count) break;
  if (from >= 0) close(from);
  if (to >= 0) close(to);
}

static void before_fork(void) { pthread_mutex_lock(&lock); }
static void after_fork_in_parent(void) { pthread_mutex_unlock(&lock); }
static void after_fork_in_child(void) {
  // The recording is the parent's.
  file = -1;
  pthread_mutex_unlock(&lock);
}

__attribute__((constructor)) static void start(void) {
  const char *name = getenv("ALLOCLAB_RECORDING");
  if (!name) return;
  int descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0 && errno == EEXIST) {
    // The same process, which has become another program since: a script that ends in exec. It starts again.
    allocation_recorder_header earlier = {0};
    descriptor = open(name, O_RDWR | O_CLOEXEC);
    if (descriptor >= 0 && (read(descriptor, &earlier, sizeof earlier) != sizeof earlier ||
                            earlier.process != getpid() || earlier.complete || ftruncate(descriptor, 0) != 0)) {
      close(descriptor);
      return;
    }
  }
  if (descriptor < 0) return;
  // Out of the way of programs that count on small numbers.
  int high = fcntl(descriptor, F_DUPFD_CLOEXEC, 900);
  if (high >= 0) {
    close(descriptor);
    descriptor = high;
  }
  if (posix_fallocate(descriptor, 0, PAGE) != 0) return;
  void *memory = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED) return;
  header = memory;
  header->header_size = PAGE;
  header->record_size = sizeof(allocation_record);
  header->process = getpid();
  header->magic = ALLOCATION_RECORDER_MAGIC;
  window_offset = PAGE;
  save_maps();
  pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
  file = descriptor;
}

__attribute__((destructor)) static void finish(void) {
  if (file < 0) return;
  save_maps();
  header->complete = 1;
}

#define CALLER __builtin_return_address(0)

static void *allocated(void *address, int kind, size_t size, size_t alignment, void *caller) {
  if (address) record(kind, address, size, alignment <= 16 ? 4 : __builtin_ctzl(alignment), caller);
  return address;
}

void *malloc(size_t size) { return allocated(__libc_malloc(size), ALLOCATION_RECORDER_ALLOCATE, size, 16, CALLER); }

void *calloc(size_t count, size_t size) {
  size_t product;
  void *address = __libc_calloc(count, size);
  if (__builtin_mul_overflow(count, size, &product)) return address;
  return allocated(address, ALLOCATION_RECORDER_ZEROED, product, 16, CALLER);
}

void free(void *address) {
  if (!address) return;
  record(ALLOCATION_RECORDER_FREE, address, 0, 4, CALLER);
  int saved = errno;
  __libc_free(address);
  errno = saved;
}

static void *resized(void *address, size_t size, void *caller) {
  if (!address) return allocated(__libc_malloc(size), ALLOCATION_RECORDER_ALLOCATE, size, 16, caller);
  record(ALLOCATION_RECORDER_RESIZE, address, size, 4, caller);
  void *moved = __libc_realloc(address, size);
  if (moved)
    record(ALLOCATION_RECORDER_RESIZED, moved, size, 4, caller);
  else
    record(size ? ALLOCATION_RECORDER_UNRESIZED : ALLOCATION_RECORDER_RESIZED, size ? address : NULL, size, 4, caller);
  return moved;
}

void *realloc(void *address, size_t size) { return resized(address, size, CALLER); }

void *reallocarray(void *address, size_t count, size_t size) {
  size_t product;
  if (__builtin_mul_overflow(count, size, &product)) {
    errno = ENOMEM;
    return NULL;
  }
  return resized(address, product, CALLER);
}

void *memalign(size_t alignment, size_t size) {
  return allocated(__libc_memalign(alignment, size), ALLOCATION_RECORDER_ALLOCATE, size, alignment, CALLER);
}

void *aligned_alloc(size_t alignment, size_t size) {
  return allocated(__libc_memalign(alignment, size), ALLOCATION_RECORDER_ALLOCATE, size, alignment, CALLER);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  if (alignment < sizeof(void *) || alignment & (alignment - 1)) return EINVAL;
  int saved = errno;
  void *address = allocated(__libc_memalign(alignment, size), ALLOCATION_RECORDER_ALLOCATE, size, alignment, CALLER);
  errno = saved;
  if (!address) return ENOMEM;
  *result = address;
  return 0;
}

void *valloc(size_t size) {
  return allocated(__libc_memalign(PAGE, size), ALLOCATION_RECORDER_ALLOCATE, size, PAGE, CALLER);
}

void *pvalloc(size_t size) {
  size = (size + PAGE - 1) & ~(size_t)(PAGE - 1);
  return allocated(__libc_memalign(PAGE, size), ALLOCATION_RECORDER_ALLOCATE, size, PAGE, CALLER);
}

#endif
