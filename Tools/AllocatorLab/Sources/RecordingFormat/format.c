#include "RecordingFormat.h"

// Readers count on it.
_Static_assert(sizeof(allocation_record) == 32, "a record has 32 bytes");
_Static_assert(sizeof(allocation_recorder_header) == 32, "the header has 32 bytes");
