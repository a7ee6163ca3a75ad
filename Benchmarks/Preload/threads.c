// Workloads of threads for whatever malloc is linked or preloaded; prints workload,threads,ns per operation,resident kB.
//
//   cc -O2 -fno-builtin -pthread -o threads threads.c
//   [LD_PRELOAD=library.so] ./threads larson THREADS ROUNDS     threads that die and leave their blocks to the next
//   [LD_PRELOAD=library.so] ./threads handoff STEPS             one thread allocates, another one frees; resident
//                                                               memory is printed nine times, while 256 KiB live, and
//                                                               must stay flat; and at the end
//   ./threads queue STEPS                                       the same without malloc, in blocks of one buffer
//   ./threads roundtrip STEPS                                   two threads that change a word in turn: how long a cache
//                                                               line takes from one's processor to the other's and back
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SLOTS = 1000, STEPS = 20000, RING = 8192, LIVE = 1 << 18 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}
static uint64_t next(uint64_t *s) {
  *s ^= *s << 13;
  *s ^= *s >> 7;
  *s ^= *s << 17;
  return *s;
}
static long resident(void) {
  char line[256];
  long kb = 0;
  FILE *file = fopen("/proc/self/smaps_rollup", "r");
  while (file && fgets(line, sizeof line, file))
    if (sscanf(line, "Anonymous: %ld", &kb) == 1) break;
  if (file) fclose(file);
  return kb;
}

struct lane { char *slot[SLOTS]; uint64_t random; };
static void *replace(void *argument) {
  struct lane *lane = argument;
  for (int i = 0; i < STEPS; i++) {
    uint64_t r = next(&lane->random);
    unsigned k = (unsigned)((r >> 32) % SLOTS);
    free(lane->slot[k]);
    size_t n = 10 + r % 490;
    lane->slot[k] = malloc(n);
    lane->slot[k][0] = lane->slot[k][n - 1] = (char)i;
  }
  return 0;
}
static void larson(int threads, int rounds) {
  struct lane *lanes = calloc((size_t)threads, sizeof *lanes);
  pthread_t *handle = calloc((size_t)threads, sizeof *handle);
  for (int t = 0; t < threads; t++) lanes[t].random = 0x9E3779B97F4A7C15u + (uint64_t)t;
  double start = now();
  for (int r = 0; r < rounds; r++) {
    for (int t = 0; t < threads; t++) pthread_create(&handle[t], 0, replace, &lanes[(t + r) % threads]);
    for (int t = 0; t < threads; t++) pthread_join(handle[t], 0);
  }
  printf("larson,%d,%.2f,%ld\n", threads, (now() - start) / ((double)threads * rounds * STEPS), resident());
}

// What is between the two threads, and how many blocks and bytes of it came and went: a cache line for each thread.
static struct { void *block; size_t n; } ring[RING];
static _Alignas(64) volatile uint64_t tail;
static volatile size_t made;
static _Alignas(64) volatile uint64_t head;
static volatile size_t freed;
static _Alignas(64) long steps;
static int isBare;
static _Alignas(64) char buffer[1 << 20];
static size_t used;
// More than may be between the two lies between a block and the next one at its place.
static char *take(size_t n) {
  if (!isBare) return malloc(n);
  if (used + n > sizeof buffer) used = 0;
  char *p = buffer + used;
  used += (n + 15) & ~(size_t)15;
  return p;
}
static void wait(unsigned *spins) { if (++*spins % 256 == 0) sched_yield(); }
static void *consume(void *unused) {
  (void)unused;
  unsigned spins = 0;
  for (long i = 0; i < steps; i++) {
    // As many bytes stay, whatever the sizes, until the last block was allocated.
    while (__atomic_load_n(&tail, __ATOMIC_ACQUIRE) == head || (made - freed <= LIVE && tail != (uint64_t)steps))
      wait(&spins);
    size_t n = ring[head % RING].n;
    if (!isBare) free(ring[head % RING].block);
    __atomic_store_n(&freed, freed + n, __ATOMIC_RELEASE);
    __atomic_store_n(&head, head + 1, __ATOMIC_RELEASE);
  }
  return 0;
}
static void handoff(void) {
  pthread_t consumer;
  uint64_t random = 0x9E3779B97F4A7C15u;
  unsigned spins = 0;
  pthread_create(&consumer, 0, consume, 0);
  double start = now(), read = 0;
  for (long i = 0; i < steps; i++) {
    uint64_t r = next(&random);
    // Sizes drift, so that memory has to leave its classes.
    size_t n = 16 + (r >> 40) % 200 + (size_t)(i * 10 / steps) * 64;
    char *p = take(n);
    memset(p, 1, n < 64 ? n : 64);
    while (tail - __atomic_load_n(&head, __ATOMIC_ACQUIRE) == RING || made - freed > 2 * LIVE) wait(&spins);
    ring[tail % RING].block = p;
    ring[tail % RING].n = n;
    __atomic_store_n(&made, made + n, __ATOMIC_RELEASE);
    __atomic_store_n(&tail, tail + 1, __ATOMIC_RELEASE);
    if (i % (steps / 10) == steps / 10 - 1 && i + 1 < steps) {
      double before = now();
      while (made - __atomic_load_n(&freed, __ATOMIC_ACQUIRE) > LIVE) wait(&spins);
      long kb = resident();
      read += now() - before;
      printf("handoff,2,%.2f,%ld\n", (now() - start - read) / (double)(i + 1), kb);
    }
  }
  pthread_join(consumer, 0);
  printf("handoff,2,%.2f,%ld\n", (now() - start - read) / (double)steps, resident());
}

static _Alignas(64) volatile long ours = -1;
static _Alignas(64) volatile long theirs = -1;
static void await(volatile long *word, long value) {
  for (unsigned spins = 1; *word < value; spins++)
    if (spins % 65536 == 0) sched_yield();
}
static void *follow(void *unused) {
  (void)unused;
  for (long i = 0; i <= steps; i++) {
    await(&ours, i);
    theirs = i;
  }
  return 0;
}
static void roundtrip(void) {
  pthread_t follower;
  pthread_create(&follower, 0, follow, 0);
  double start = 0;
  for (long i = 0; i <= steps; i++) {
    if (i == 1) start = now();
    ours = i;
    await(&theirs, i);
  }
  printf("roundtrip,2,%.2f,%ld\n", (now() - start) / (double)steps, resident());
  pthread_join(follower, 0);
}

int main(int count, char **arguments) {
  if (count == 4 && !strcmp(arguments[1], "larson")) larson(atoi(arguments[2]), atoi(arguments[3]));
  else if (count == 3 && !strcmp(arguments[1], "handoff")) { steps = atol(arguments[2]); handoff(); }
  else if (count == 3 && !strcmp(arguments[1], "queue")) { isBare = 1; steps = atol(arguments[2]); handoff(); }
  else if (count == 3 && !strcmp(arguments[1], "roundtrip")) { steps = atol(arguments[2]); roundtrip(); }
  else return 64;
  return 0;
}
