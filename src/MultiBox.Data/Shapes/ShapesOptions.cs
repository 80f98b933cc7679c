namespace MultiBox.Data;

/// <summary>What <see cref="ShapesDataset"/> generates. The same options give the same bytes.</summary>
public sealed record ShapesOptions
{
    /// <summary>The seed.</summary>
    /// <value>Default 1.</value>
    public long Seed { get; init; } = 1;

    /// <summary>The pictures' width and height in pixels.</summary>
    /// <value>32..2048; default 192.</value>
    public int ImageSize { get; init; } = 192;

    /// <summary>The number of pictures of split <c>train</c>.</summary>
    /// <value>0 or above; default 1000.</value>
    public int TrainCount { get; init; } = 1000;

    /// <summary>The number of pictures of split <c>val</c>; <c>trainval</c> is both.</summary>
    /// <value>0 or above; default 200.</value>
    public int ValCount { get; init; } = 200;

    /// <summary>The number of pictures of split <c>test</c>.</summary>
    /// <value>0 or above; default 300.</value>
    public int TestCount { get; init; } = 300;

    /// <summary>The largest number of objects in a picture; the smallest is 1.</summary>
    /// <value>1..20; default 6.</value>
    public int MaxObjects { get; init; } = 6;

    /// <summary>The smallest object, in the picture's side.</summary>
    /// <value>0.05 up to <see cref="MaxObjectSize"/>; default 0.15.</value>
    public float MinObjectSize { get; init; } = 0.15f;

    /// <summary>The largest object, in the picture's side.</summary>
    /// <value>Up to 0.9; default 0.6.</value>
    public float MaxObjectSize { get; init; } = 0.6f;

    /// <summary>The JPEG quality.</summary>
    /// <value>1..100; default 90.</value>
    public int JpegQuality { get; init; } = 90;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">Some values are out of range; the message names them all.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        Check(nameof(ImageSize), ImageSize, 32, 2048);
        Check(nameof(TrainCount), TrainCount, 0, 99_999);
        Check(nameof(ValCount), ValCount, 0, 99_999);
        Check(nameof(TestCount), TestCount, 0, 99_999);
        Check(nameof(MaxObjects), MaxObjects, 1, 20);
        Check(nameof(MaxObjectSize), MaxObjectSize, 0.05f, 0.9f);
        Check(nameof(MinObjectSize), MinObjectSize, 0.05f, MaxObjectSize);
        Check(nameof(JpegQuality), JpegQuality, 1, 100);
        if (faults.Count > 0) throw new ArgumentException(string.Join(Environment.NewLine, faults));

        void Check(string name, float value, float low, float high)
        {
            if (!(value >= low && value <= high)) faults.Add(FormattableString.Invariant($"{name}: expected {low}..{high}, found {value}."));
        }
    }
}
