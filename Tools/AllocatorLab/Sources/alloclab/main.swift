import AllocatorLab

AllocatorLabCommand.start()
