// A run may change the working directory, which the whole process shares.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
