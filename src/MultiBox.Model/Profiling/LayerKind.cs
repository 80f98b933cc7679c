using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Model.Profiling;

/// <summary>What a layer is, in a few letters.</summary>
public static class LayerKind
{
    /// <summary>
    /// The module's type, and of a convolution its geometry: <c>Conv2d 3x3/2 d6 g32</c> has a 3x3 kernel, stride 2, dilation 6 and 32
    /// groups. What is 1 is left out.
    /// </summary>
    /// <param name="module">The module.</param>
    public static string Of(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var type = module.GetType().Name.Split('`')[0];
        if (module is not Convolution conv) return type;
        var stride = Sizes("/", conv.stride);
        var dilation = Sizes(" d", conv.dilation);
        var groups = conv.groups == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" g{conv.groups}");
        return $"{type} {string.Join('x', conv.kernel_size)}{stride}{dilation}{groups}";
    }

    private static string Sizes(string prefix, long[] sizes) => sizes.Distinct().ToArray() switch
    {
        [1] => "",
        [var size] => string.Create(CultureInfo.InvariantCulture, $"{prefix}{size}"),
        _ => prefix + string.Join('x', sizes),
    };
}
