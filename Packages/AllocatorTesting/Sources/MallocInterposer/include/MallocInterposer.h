// Calls of malloc and its kin, seen as they are made. Test programs only: whoever links this replaces malloc.
#pragma once
#include <stddef.h>

/// What is called for each call of malloc and its kin that a watched thread makes, before the call does anything: the
/// context that the thread is watched with, the function's name, and how many bytes it is about. Calls that the observer
/// makes itself are not seen.
typedef void (*malloc_interposer_observer)(void *context, const char *function, size_t byteCount);

/// Whether malloc can be observed in this program: not where a sanitizer has replaced it, nor beside another C library.
int malloc_interposer_is_available(void);

/// Sets the observer of all threads; done once, before any thread is watched.
void malloc_interposer_set_observer(malloc_interposer_observer observer);

/// From here on the calls of this thread are seen.
void malloc_interposer_begin(void *context);

/// From here on they are not.
void malloc_interposer_end(void);
