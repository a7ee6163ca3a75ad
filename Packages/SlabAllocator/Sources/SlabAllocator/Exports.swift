// Whoever imports this module needs the protocols and handles that its types are made of.
@_exported public import AllocatorCore
