// Starts glibc's own tracing in a program that does not call mtrace() itself:
//
//   MALLOC_TRACE=FILE LD_PRELOAD="libMtraceStarter.so libc_malloc_debug.so.0" PROGRAM …
#if defined(__linux__)
#include <mcheck.h>

__attribute__((constructor)) static void start(void) { mtrace(); }
#endif
