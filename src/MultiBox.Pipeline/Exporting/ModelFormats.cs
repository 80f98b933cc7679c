using MultiBox.Abstractions;

namespace MultiBox.Pipeline.Exporting;

/// <summary>The formats that there are.</summary>
internal static class ModelFormats
{
    private static readonly IModelFormat[] _all = [new OnnxFormat(), new TorchScriptFormat()];

    /// <summary>Finds a format.</summary>
    /// <param name="typed">Its name as typed, null for the first.</param>
    /// <exception cref="MultiBoxException">There is no such format.</exception>
    public static IModelFormat Find(string? typed) => typed is null
        ? _all[0]
        : _all.FirstOrDefault(format => format.Name.Equals(typed, StringComparison.OrdinalIgnoreCase)) ?? throw new MultiBoxException(
            $"Export: there is no format '{typed}' to export to.{DidYouMean.Sentence(typed, [.. _all.Select(format => format.Name)])} Expected {string.Join(" or ", _all.Select(format => format.Name))}.");
}
