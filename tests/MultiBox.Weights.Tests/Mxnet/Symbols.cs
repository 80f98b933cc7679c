using System.Text.Json;

namespace MultiBox.Weights.Tests.Mxnet;

/// <summary>MXNet symbols as JSON, and the arrays that fit them.</summary>
internal static class Symbols
{
    /// <summary>
    /// A network with all that SSD networks of MXNet have: <c>bn_data</c> with a fixed gamma, a pre-activation unit with a shortcut, a scaled
    /// L2 normalisation, a concat, a grouped and dilated convolution, a classifier.
    /// </summary>
    public static string Network { get; } = Json(
        Variable("data"),
        Variable("bn_data_gamma"), Variable("bn_data_beta"), Variable("bn_data_moving_mean"), Variable("bn_data_moving_var"),
        Node("BatchNorm", "bn_data", "fix_gamma=True eps=2e-05", 0, 1, 2, 3, 4),
        Variable("conv0_weight"),
        Node("Convolution", "conv0", "kernel=(7, 7) num_filter=8 no_bias=True stride=(2, 2) pad=(3, 3)", 5, 6),
        Variable("bn0_gamma"), Variable("bn0_beta"), Variable("bn0_moving_mean"), Variable("bn0_moving_var"),
        Node("BatchNorm", "bn0", "fix_gamma=False eps=2e-05", 7, 8, 9, 10, 11),
        Node("Activation", "relu0", "act_type=relu", 12),
        Variable("conv1_weight"), Variable("conv1_bias"),
        Node("Convolution", "conv1", "kernel=(3, 3) num_filter=8 num_group=4 pad=(2, 2) dilate=(2, 2)", 13, 14, 15),
        Node("elemwise_add", "_plus0", "", 16, 7),
        Node("L2Normalization", "norm", "mode=channel eps=1e-10", 17),
        Variable("norm_scale", "(1, 8, 1, 1)"),
        Node("broadcast_mul", "scaled", "", 18, 19),
        Node("Concat", "concat", "dim=1 num_args=2", 17, 20),
        Variable("head_weight"), Variable("head_bias"),
        Node("Convolution", "head", "kernel=(1, 1) num_filter=4", 21, 22, 23),
        Node("Flatten", "flat", "", 24),
        Variable("fc_weight"), Variable("fc_bias"),
        Node("FullyConnected", "fc", "num_hidden=3", 25, 26, 27),
        Variable("label"),
        Node("SoftmaxOutput", "softmax", "", 28, 29));

    /// <summary>The arrays of <see cref="Network"/>.</summary>
    public static IReadOnlyDictionary<string, long[]> Arrays { get; } = new Dictionary<string, long[]>
    {
        ["arg:bn_data_gamma"] = [3],
        ["arg:bn_data_beta"] = [3],
        ["aux:bn_data_moving_mean"] = [3],
        ["aux:bn_data_moving_var"] = [3],
        ["arg:conv0_weight"] = [8, 3, 7, 7],
        ["arg:bn0_gamma"] = [8],
        ["arg:bn0_beta"] = [8],
        ["aux:bn0_moving_mean"] = [8],
        ["aux:bn0_moving_var"] = [8],
        ["arg:conv1_weight"] = [8, 2, 3, 3],
        ["arg:conv1_bias"] = [8],
        ["arg:norm_scale"] = [1, 8, 1, 1],
        ["arg:head_weight"] = [4, 16, 1, 1],
        ["arg:head_bias"] = [4],
        ["arg:fc_weight"] = [3, 100],
        ["arg:fc_bias"] = [3],
    };

    /// <summary>A symbol of nodes.</summary>
    public static string Json(params object[] nodes) => JsonSerializer.Serialize(new { nodes, heads = new[] { new[] { nodes.Length - 1, 0, 0 } } });

    /// <summary>An array, with the shape that the graph states for it.</summary>
    public static object Variable(string name, string? shape = null) =>
        new { op = "null", name, attrs = shape is null ? [] : new Dictionary<string, string> { ["__shape__"] = shape }, inputs = Array.Empty<int[]>() };

    /// <summary>A computation; attributes as <c>name=value</c>, where a value may have spaces after commas.</summary>
    public static object Node(string op, string name, string attributes, params int[] inputs) => new
    {
        op,
        name,
        attrs = attributes.Replace(", ", ",", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]),
        inputs = inputs.Select(input => new[] { input, 0, 0 }),
    };

    /// <summary>A symbol file.</summary>
    public static MxnetSymbol Read(string json)
    {
        using var file = new TemporaryFile(System.Text.Encoding.UTF8.GetBytes(json), ".json");
        return MxnetSymbol.Read(file.Path);
    }

    /// <summary>Weights of zeros.</summary>
    public static WeightFile Weights(IEnumerable<KeyValuePair<string, long[]>> arrays) => new(
        "net.params", "MXNet params", [.. arrays.Select(array => new WeightTensor(array.Key, WeightType.U8, array.Value, new byte[(int)array.Value.Aggregate(1L, (product, size) => product * size)]))], []);
}
