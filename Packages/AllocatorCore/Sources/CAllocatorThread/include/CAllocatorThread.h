#ifndef C_ALLOCATOR_THREAD_H
#define C_ALLOCATOR_THREAD_H

// One pointer for each thread, which Swift cannot declare. It leads to what allocators cache for the thread; more
// static storage than this would keep a library from being loaded by `dlopen`.

#if defined(__linux__) || defined(__APPLE__) || defined(_WIN32) || defined(__FreeBSD__) || defined(__OpenBSD__)
#define C_ALLOCATOR_HAS_THREADS 1
#define C_ALLOCATOR_THREAD_LOCAL _Thread_local
#else
#define C_ALLOCATOR_HAS_THREADS 0
#define C_ALLOCATOR_THREAD_LOCAL
#endif

#if defined(__linux__)
#define C_ALLOCATOR_THREAD_MODEL __attribute__((tls_model("initial-exec")))
#else
#define C_ALLOCATOR_THREAD_MODEL
#endif

// What the pointer leads to: a table of 64 pointers, and room for the cache of the program's shared general allocator.
enum { c_allocator_thread_record_size = 64 * 8 + 2560 };

/// Records of zeros, which nobody writes: this thread's before it has one, and while one is made or destroyed.
extern void *_Nullable c_allocator_thread_none[c_allocator_thread_record_size / sizeof(void *)];
extern void *_Nullable c_allocator_thread_busy_record[c_allocator_thread_record_size / sizeof(void *)];
static inline void *_Nonnull c_allocator_thread_nothing(void) { return c_allocator_thread_none; }
static inline void *_Nonnull c_allocator_thread_busy(void) { return c_allocator_thread_busy_record; }

extern C_ALLOCATOR_THREAD_LOCAL void *_Nonnull c_allocator_thread_slot C_ALLOCATOR_THREAD_MODEL;

/// This thread's pointer, which is never null.
static inline void *_Nonnull c_allocator_thread_get(void) { return c_allocator_thread_slot; }

/// Sets this thread's pointer.
static inline void c_allocator_thread_set(void *_Nonnull value) { c_allocator_thread_slot = value; }

// Whether this is the process's only thread, where the C library knows: a lock needs no atomic exchange then.
#if defined(__linux__)
#include <features.h>
#endif
#if defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 32)
#define C_ALLOCATOR_KNOWS_THREADS 1
#include <sys/single_threaded.h>
#endif
#endif
static inline _Bool c_allocator_thread_is_only(void) {
#ifdef C_ALLOCATOR_KNOWS_THREADS
  return __libc_single_threaded;
#else
  return 0;
#endif
}

/// Where the stack of this thread ends, or a few bytes from there.
static inline void *_Nonnull c_allocator_stack(void) { return __builtin_frame_address(0); }

/// The state of the program's shared general allocator; null until it is first used.
extern void *_Nullable c_allocator_shared_state;
static inline void *_Nullable c_allocator_shared_get(void) {
  return __atomic_load_n(&c_allocator_shared_state, __ATOMIC_ACQUIRE);
}
static inline void c_allocator_shared_set(void *_Nullable value) {
  __atomic_store_n(&c_allocator_shared_state, value, __ATOMIC_RELEASE);
}

/// Has `destroy` called with `value` when this thread ends; the main thread may end without it.
/// Returns whether the platform can do so. Every call must pass the same function.
int c_allocator_thread_at_end(void *_Nonnull value, void (*_Nonnull destroy)(void *_Nonnull));

#endif
