#include "CAllocatorThread.h"

C_ALLOCATOR_THREAD_LOCAL void *c_allocator_thread_slot C_ALLOCATOR_THREAD_MODEL = c_allocator_thread_none;
void *c_allocator_thread_none[c_allocator_thread_record_size / sizeof(void *)];
void *c_allocator_thread_busy_record[c_allocator_thread_record_size / sizeof(void *)];
void *c_allocator_shared_state;

#if C_ALLOCATOR_HAS_THREADS && !defined(_WIN32)
#include <pthread.h>

static pthread_key_t key;
static int key_state; // 0 none, 1 being made, 2 made, 3 refused

int c_allocator_thread_at_end(void *value, void (*destroy)(void *)) {
  int expected = 0;
  if (__atomic_compare_exchange_n(&key_state, &expected, 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    __atomic_store_n(&key_state, pthread_key_create(&key, destroy) == 0 ? 2 : 3, __ATOMIC_RELEASE);
  while ((expected = __atomic_load_n(&key_state, __ATOMIC_ACQUIRE)) == 1) {
  }
  return expected == 2 && pthread_setspecific(key, value) == 0;
}
#else
int c_allocator_thread_at_end(void *value, void (*destroy)(void *)) {
  (void)value;
  (void)destroy;
  return !C_ALLOCATOR_HAS_THREADS;
}
#endif
