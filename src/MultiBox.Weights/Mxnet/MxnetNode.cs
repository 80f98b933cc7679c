using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>A node of an MXNet symbol.</summary>
/// <param name="Name">Its name; that of a variable is the name of its array.</param>
/// <param name="Operator">What it computes, e.g. <c>Convolution</c>; <c>null</c> for a variable.</param>
/// <param name="Attributes">Its attributes, e.g. <c>kernel</c>: <c>(3, 3)</c>.</param>
/// <param name="Inputs">The indices of the nodes it takes its inputs from, all before it.</param>
public sealed record MxnetNode(string Name, string Operator, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<int> Inputs)
{
    private const int LongestAttribute = 200;

    /// <summary>Whether it is an array rather than a computation.</summary>
    public bool IsVariable => Operator == "null";

    /// <summary>An attribute that is a whole number.</summary>
    /// <param name="attribute">Its name.</param>
    /// <param name="fallback">The operator's default; null when it has none.</param>
    /// <exception cref="MultiBoxException">It is missing or something else.</exception>
    public int Whole(string attribute, int? fallback = null) => Parse(
        attribute, fallback, "a whole number", text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null);

    /// <summary>An attribute that is a number.</summary>
    /// <inheritdoc cref="Whole"/>
    public double Number(string attribute, double? fallback = null) => Parse(
        attribute, fallback, "a number", text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null);

    /// <summary>An attribute that is true or false.</summary>
    /// <inheritdoc cref="Whole"/>
    public bool Flag(string attribute, bool? fallback = null) => Parse<bool>(attribute, fallback, "True or False", text => text switch
    {
        "True" or "true" or "1" => true,
        "False" or "false" or "0" => false,
        _ => null,
    });

    /// <summary>An attribute that is a tuple of whole numbers, such as <c>(3, 3)</c>.</summary>
    /// <param name="attribute">Its name.</param>
    /// <returns>The numbers; none when it is missing or <c>()</c>.</returns>
    /// <exception cref="MultiBoxException">It is something else.</exception>
    public IReadOnlyList<int> Wholes(string attribute)
    {
        var text = Attributes.GetValueOrDefault(attribute, "()");
        var numbers = new List<int>();
        foreach (var part in text.Trim('(', ')', '[', ']', ' ').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (text.Length > LongestAttribute || !int.TryParse(part.TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                throw Wrong(attribute, "whole numbers in brackets");
            }

            numbers.Add(number);
        }

        return numbers;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Operator})";

    private T Parse<T>(string attribute, T? fallback, string expected, Func<string, T?> parse)
        where T : struct =>
        Attributes.TryGetValue(attribute, out var text) ? parse(text) ?? throw Wrong(attribute, expected) : fallback ?? throw Wrong(attribute, expected);

    private MultiBoxException Wrong(string attribute, string expected) => new(
        $"{this}: {attribute} is {(Attributes.TryGetValue(attribute, out var text) ? $"'{WeightFaults.Cut(text)}'" : "missing")}, expected {expected}");
}
