// Nothing to call: the library takes the place of malloc and its kin when it is preloaded.
