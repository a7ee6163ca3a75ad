// The file that the recorder writes: a header of one page, then records in the order of the calls.
#ifndef RECORDING_FORMAT_H
#define RECORDING_FORMAT_H

#include <stdint.h>

#define ALLOCATION_RECORDER_MAGIC UINT64_C(0x316472636572616c) /* "larecrd1" */

typedef struct {
  uint64_t magic;
  uint32_t header_size;  // bytes before the first record
  uint32_t record_size;
  uint64_t dropped;      // calls that could not be recorded, because the disk was full
  int32_t process;
  uint32_t complete;     // 1 when the program ended through exit
} allocation_recorder_header;

enum {
  ALLOCATION_RECORDER_NONE,       // behind the last record
  ALLOCATION_RECORDER_ALLOCATE,   // a block of `size` bytes at `address`
  ALLOCATION_RECORDER_ZEROED,     // the same, by calloc
  ALLOCATION_RECORDER_FREE,       // the block at `address`, recorded before the call
  ALLOCATION_RECORDER_RESIZE,     // realloc of the block at `address` begins
  ALLOCATION_RECORDER_RESIZED,    // it is at `address` now, with `size` bytes
  ALLOCATION_RECORDER_UNRESIZED,  // it was refused: the block is as it was
};

typedef struct {
  uint64_t address;
  uint64_t size;
  uint64_t caller;  // the address that the call returns to
  uint32_t thread;  // from 0, in the order of first calls
  uint8_t kind;
  uint8_t alignment_shift;  // 4 where none was asked for
  uint16_t unused;
} allocation_record;

#endif
