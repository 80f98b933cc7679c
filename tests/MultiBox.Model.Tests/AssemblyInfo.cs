// Tests count live tensors, and libtorch uses all cores by itself.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
