namespace MultiBox.Pipeline.Networks;

/// <summary>A part of a network as its drawing shows it: layers that follow each other and end in a map.</summary>
/// <param name="First">The path in the backbone of what it begins with, or the name of an extra layer's map.</param>
/// <param name="Last">Of what it ends with.</param>
/// <param name="Channels">Channels of the map.</param>
/// <param name="Height">Its rows.</param>
/// <param name="Width">Its columns.</param>
/// <param name="Parameters">Values of all parameters in it.</param>
/// <param name="MultiplyAdds">Multiply-adds of one image.</param>
internal sealed record NetworkBlock(string First, string Last, long Channels, long Height, long Width, long Parameters, long MultiplyAdds)
{
    /// <summary>Whether it is an extra layer and no part of the backbone.</summary>
    public bool IsExtra { get; init; }

    /// <summary>The map that predicts; null where none does.</summary>
    public PredictionMap? Map { get; init; }

    /// <summary>The name of the map that predicts, else what it is made of: <c>conv1_1–2</c>.</summary>
    public string Label => Map?.Name ?? Range(Short(First), Short(Last));

    /// <summary>This and the one after it as one.</summary>
    /// <param name="next">The one after it.</param>
    public NetworkBlock With(NetworkBlock next) =>
        next with { First = First, Parameters = Parameters + next.Parameters, MultiplyAdds = MultiplyAdds + next.MultiplyAdds };

    // Two names of a path tell where in the network it is.
    private static string Short(string path) => string.Join('.', path.Split('.').Take(2));

    // What both have up to a separator is said once.
    private static string Range(string first, string last)
    {
        var equal = first.Zip(last).TakeWhile(pair => pair.First == pair.Second).Count();
        return first == last ? first : $"{first}–{last[(first[..equal].LastIndexOfAny(['.', '_']) + 1)..]}";
    }
}
