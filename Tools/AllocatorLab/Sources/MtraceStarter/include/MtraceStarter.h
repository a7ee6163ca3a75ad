// Nothing to call: the library starts glibc's mtrace() when it is loaded.
