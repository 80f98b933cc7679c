namespace MultiBox.Pipeline.Benchmarks;

/// <summary>How thoroughly workloads are measured.</summary>
internal sealed record BenchPace
{
    /// <summary>Figures that can be published: a few minutes for a part.</summary>
    public static BenchPace Standard { get; } = new()
    {
        Rounds = 9,
        Round = TimeSpan.FromSeconds(0.5),
        WarmUp = TimeSpan.FromSeconds(1),
        PeerPatience = TimeSpan.FromSeconds(60),
        Pictures = 64,
        LeastEpoch = 256,
        EvaluatedImages = 4_952,
        LargestBatch = int.MaxValue,
        LoadedImages = int.MaxValue,
    };

    /// <summary>Whether everything works, in a second or two; the figures mean nothing.</summary>
    public static BenchPace Quick { get; } = new()
    {
        Rounds = 2,
        Round = TimeSpan.Zero,
        WarmUp = TimeSpan.Zero,
        PeerPatience = TimeSpan.FromSeconds(60),
        Pictures = 4,
        LeastEpoch = 1,
        EvaluatedImages = 20,
        StandIn = "bccd",
        LargestBatch = 2,
        LoadedImages = 4,
    };

    /// <summary>The rounds that count, of each contestant.</summary>
    public required int Rounds { get; init; }

    /// <summary>The least length of a round, which ends with the pass that is then in progress.</summary>
    public required TimeSpan Round { get; init; }

    /// <summary>The least length of the round before those that count: code is compiled, caches fill.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>How much longer than its round a peer may take before it is given up.</summary>
    public required TimeSpan PeerPatience { get; init; }

    /// <summary>The number of generated pictures.</summary>
    public required int Pictures { get; init; }

    /// <summary>The least images of an epoch of the loader: fewer would measure starting and stopping its threads.</summary>
    public required int LeastEpoch { get; init; }

    /// <summary>The images of the metric's benchmark: VOC2007's test set has 4,952.</summary>
    public required int EvaluatedImages { get; init; }

    /// <summary>The experiment whose network is taken in place of larger ones; null for none.</summary>
    public string? StandIn { get; init; }

    /// <summary>The most images that a network takes at once.</summary>
    public required int LargestBatch { get; init; }

    /// <summary>The most images of a round of training from files.</summary>
    public required int LoadedImages { get; init; }
}
