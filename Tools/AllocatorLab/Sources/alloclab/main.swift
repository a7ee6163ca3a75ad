import AllocatorLab

AllocatorLabCommand.main()
