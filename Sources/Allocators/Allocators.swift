// The umbrella: everything, by one import.
@_exported public import AllocatorCombinators
@_exported public import AllocatorContainers
@_exported public import AllocatorCore
@_exported public import AllocatorLogging
@_exported public import BitmapAllocator
@_exported public import BuddyAllocator
@_exported public import FreeListAllocator
@_exported public import PageAllocator
@_exported public import ScopedAllocator
@_exported public import SlabAllocator
@_exported public import TLSFAllocator
@_exported public import ThreadCachedAllocator
