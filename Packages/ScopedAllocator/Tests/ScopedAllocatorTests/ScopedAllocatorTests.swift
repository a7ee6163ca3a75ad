import ScopedAllocator
import Testing
