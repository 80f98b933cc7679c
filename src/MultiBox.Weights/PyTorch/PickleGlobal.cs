namespace MultiBox.Weights;

/// <summary>A name that a pickle refers to: the few that tensors need.</summary>
/// <param name="Module">The module, e.g. <c>collections</c>.</param>
/// <param name="Name">The name in it, e.g. <c>OrderedDict</c>.</param>
internal sealed record PickleGlobal(string Module, string Name)
{
    private static readonly Dictionary<string, WeightType> _storages = new()
    {
        ["DoubleStorage"] = WeightType.F64,
        ["FloatStorage"] = WeightType.F32,
        ["HalfStorage"] = WeightType.F16,
        ["BFloat16Storage"] = WeightType.BF16,
        ["LongStorage"] = WeightType.I64,
        ["IntStorage"] = WeightType.I32,
        ["ShortStorage"] = WeightType.I16,
        ["CharStorage"] = WeightType.I8,
        ["ByteStorage"] = WeightType.U8,
        ["BoolStorage"] = WeightType.Bool,
    };

    /// <summary>The type of a storage class's numbers; null when it is none.</summary>
    public WeightType? Storage => Module is "torch" or "torch.cuda" && _storages.TryGetValue(Name, out var type) ? type : null;

    /// <summary>Whether it makes a dictionary that keeps its order.</summary>
    public bool IsOrderedDict => this is { Module: "collections", Name: "OrderedDict" };

    /// <summary>Whether it makes a tensor of a storage.</summary>
    public bool IsRebuildTensor => Module == "torch._utils" && Name is "_rebuild_tensor_v2" or "_rebuild_tensor";

    /// <summary>Whether it makes a parameter of a tensor.</summary>
    public bool IsRebuildParameter => this is { Module: "torch._utils", Name: "_rebuild_parameter" };

    /// <summary>Whether it is one of those that are known.</summary>
    public bool IsKnown => Storage is not null || IsOrderedDict || IsRebuildTensor || IsRebuildParameter || this is { Module: "torch", Name: "Size" };

    /// <summary>The storage class of a type's numbers.</summary>
    public static string StorageName(WeightType type) => _storages.First(storage => storage.Value == type).Key;

    public override string ToString() => $"{Module}.{Name}";
}
