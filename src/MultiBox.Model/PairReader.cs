using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Boxes;

namespace MultiBox.Model;

/// <summary>Reads values out of text pairs; what cannot be read is named.</summary>
/// <param name="pairs">The pairs.</param>
/// <param name="prefix">What all keys begin with.</param>
internal sealed class PairReader(IReadOnlyDictionary<string, string> pairs, string prefix)
{
    public string Text(string key) => pairs.TryGetValue(prefix + key, out var text) ? text : throw new FormatException($"'{prefix}{key}' is missing");

    public T OneOf<T>(string key, params ReadOnlySpan<(string Name, T Value)> values)
    {
        var text = Text(key);
        foreach (var (name, value) in values)
        {
            if (name == text) return value;
        }

        throw Fault(key, $"{values[0].Name} or {values[1].Name}");
    }

    public int Integer(string key) => int.TryParse(Text(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw Fault(key, "an integer");

    public float Number(string key) => Numbers(key, 1)[0];

    public float[] Numbers(string key, int count)
    {
        float[] values = [.. Text(key).Split(',').Select(part => float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : float.NaN)];
        return values.Length == count && values.All(float.IsFinite) ? values : throw Fault(key, count == 1 ? "a number" : $"{count} numbers");
    }

    public Rgb Color(string key) => Numbers(key, 3) is var values ? new Rgb(values[0], values[1], values[2]) : default;

    public IReadOnlyList<string> List(string key)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(Text(key)) is { Length: > 0 } list ? list : throw Fault(key, "a list of names");
        }
        catch (JsonException)
        {
            throw Fault(key, "a list of names");
        }
    }

    public DefaultBoxes Boxes(string key)
    {
        try
        {
            var content = Convert.FromBase64String(Text(key));
            if (content.Length == 0 || content.Length % Marshal.SizeOf<Box>() != 0) throw Fault(key, "whole boxes");
            return new DefaultBoxes(MemoryMarshal.Cast<byte, Box>(content).ToArray(), [content.Length / Marshal.SizeOf<Box>()]);
        }
        catch (FormatException)
        {
            throw new FormatException($"'{prefix}{key}' holds no boxes: expected four 32-bit numbers for each, in base64");
        }
    }

    private FormatException Fault(string key, string expected) => new($"'{prefix}{key}' is '{Text(key)}', expected {expected}");
}
