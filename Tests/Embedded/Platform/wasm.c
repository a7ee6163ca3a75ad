// The least that Embedded Swift needs from a WebAssembly module without an operating system: a heap, the functions on
// memory that compilers call, and what the stack protector refers to.
//
// The heap has a free list for each power of two. It refuses what would take the module past 256 MiB.
#include <stddef.h>
#include <stdint.h>

enum { pageByteCount = 65536, limit = 256 << 20, outOfMemory = 12 };

typedef struct Piece { struct Piece *next; } Piece;
typedef struct { void *piece; uint32_t sizeClass; uint32_t isLive; } Header;

extern char __heap_base;
static uintptr_t top;
static Piece *freePieces[32];
static int live = 0;
int liveAllocationCount(void) { return live; }

uintptr_t __stack_chk_guard = 0x5af3c2d1;
void __stack_chk_fail(void) { __builtin_trap(); }

// What hashes are seeded by: the same bytes each time, so that a failure comes again.
void arc4random_buf(void *bytes, size_t count) {
  for (size_t index = 0; index < count; index++) ((unsigned char *)bytes)[index] = (unsigned char)(index * 37 + 11);
}

static void *takePiece(uint32_t sizeClass) {
  Piece *piece = freePieces[sizeClass];
  if (piece) { freePieces[sizeClass] = piece->next; return piece; }
  if (!top) top = ((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15;
  uintptr_t start = top, end = start + ((uintptr_t)1 << sizeClass);
  if (end > limit) return 0;
  size_t pages = __builtin_wasm_memory_size(0), needed = (end + pageByteCount - 1) / pageByteCount;
  if (needed > pages && __builtin_wasm_memory_grow(0, needed - pages) == (size_t)-1) return 0;
  top = end;
  return (void *)start;
}

int posix_memalign(void **result, size_t alignment, size_t byteCount) {
  if (byteCount > limit || alignment > limit) return outOfMemory;
  size_t needed = byteCount + alignment + sizeof(Header);
  uint32_t sizeClass = 5;
  while (((size_t)1 << sizeClass) < needed) sizeClass++;
  void *piece = takePiece(sizeClass);
  if (!piece) return outOfMemory;
  uintptr_t address = ((uintptr_t)piece + sizeof(Header) + alignment - 1) & ~(uintptr_t)(alignment - 1);
  ((Header *)address)[-1] = (Header){piece, sizeClass, 1};
  live++;
  *result = (void *)address;
  return 0;
}

void free(void *address) {
  if (!address) return;
  Header *header = (Header *)address - 1;
  if (!header->isLive) __builtin_trap(); // freed twice
  header->isLive = 0;
  uint32_t sizeClass = header->sizeClass;
  Piece *piece = header->piece;
  piece->next = freePieces[sizeClass];
  freePieces[sizeClass] = piece;
  live--;
}

void *memset(void *target, int byte, size_t count) {
  for (unsigned char *p = target; count--;) *p++ = (unsigned char)byte;
  return target;
}

void *memmove(void *target, const void *source, size_t count) {
  unsigned char *to = target;
  const unsigned char *from = source;
  if (to < from) while (count--) *to++ = *from++;
  else while (count--) to[count] = from[count];
  return target;
}

void *memcpy(void *target, const void *source, size_t count) { return memmove(target, source, count); }

int memcmp(const void *left, const void *right, size_t count) {
  const unsigned char *a = left, *b = right;
  for (; count--; a++, b++) if (*a != *b) return *a - *b;
  return 0;
}

// The memory grows to all that 32 bits can address.
void *memoryAtTheTop(size_t byteCount) {
  size_t pages = __builtin_wasm_memory_size(0);
  if (pages < 65536 && __builtin_wasm_memory_grow(0, 65536 - pages) == (size_t)-1) return 0;
  return (void *)(0 - byteCount);
}
