using System.Globalization;
using System.Text.RegularExpressions;
using MultiBox.Abstractions;

namespace MultiBox.Experiments;

/// <summary>Reads scalars by the YAML 1.2 core schema: only <c>true</c> and <c>false</c> are booleans, and <c>no</c> is text.</summary>
internal static partial class ScalarReader
{
    /// <summary>Reads a scalar as a value of the model's type.</summary>
    /// <returns>The value, or null and a fault's words.</returns>
    public static (object? Value, string? What, string? Hint) Read(LocatedScalar scalar, ValueModel model, Limits limits) => model switch
    {
        TextModel => ReadText(scalar, limits),
        BooleanModel => Boolean(scalar) is { } boolean ? (boolean, null, null) : Wrong(model),
        EnumModel choice => choice.Members.TryGetValue(scalar.Text, out var member)
            ? (member, null, null)
            : (null, "unknown value", Hint(scalar.Text, choice.Members.Keys)),
        WholeModel => ReadWhole(scalar, model, limits),
        NumberModel => ReadNumber(scalar, model, limits),
        _ => Wrong(model),
    };

    /// <summary>A plain scalar's boolean; null for anything else.</summary>
    public static bool? Boolean(LocatedScalar scalar) => (scalar.IsPlain, scalar.Text) switch
    {
        (true, "true" or "True" or "TRUE") => true,
        (true, "false" or "False" or "FALSE") => false,
        _ => null,
    };

    /// <summary>A plain scalar's whole number; null for anything else.</summary>
    public static long? Whole(LocatedScalar scalar)
    {
        if (!scalar.IsPlain) return null;
        if (WholePattern().IsMatch(scalar.Text))
        {
            return long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
        }

        return HexPattern().IsMatch(scalar.Text)
            && long.TryParse(scalar.Text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : null;
    }

    /// <summary>A plain scalar's finite number; null for anything else.</summary>
    public static double? Number(LocatedScalar scalar) =>
        scalar.IsPlain && NumberPattern().IsMatch(scalar.Text)
        && double.Parse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture) is var value
        && double.IsFinite(value) ? value : null;

    private static (object?, string?, string?) ReadText(LocatedScalar scalar, Limits limits)
    {
        if (Boolean(scalar) is not null) return (null, "a boolean where text is meant", "Put it in quotes if it is text.");
        if (limits.Allowed is { } allowed && !allowed.Contains(scalar.Text)) return (null, "unknown value", Hint(scalar.Text, allowed));
        if (limits.Pattern is { } pattern
            && !Regex.IsMatch(scalar.Text, $"^(?:{pattern})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
        {
            return (null, "wrong form", null);
        }

        return string.IsNullOrWhiteSpace(scalar.Text) ? (null, "empty text", null) : (scalar.Text, null, null);
    }

    private static (object?, string?, string?) ReadWhole(LocatedScalar scalar, ValueModel model, Limits limits)
    {
        if (Whole(scalar) is not { } value) return Wrong(model);
        var fits = model.Type != typeof(int) || value is >= int.MinValue and <= int.MaxValue;
        if (!fits || !limits.Contains(value)) return (null, "out of range", null);
        if (!limits.Allows(value)) return (null, "unknown value", null);
        return (Convert.ChangeType(value, model.Type, CultureInfo.InvariantCulture), null, null);
    }

    private static (object?, string?, string?) ReadNumber(LocatedScalar scalar, ValueModel model, Limits limits)
    {
        if (Number(scalar) is not { } value) return Wrong(model);
        if (!limits.Contains(value) || (model.Type == typeof(float) && !float.IsFinite((float)value))) return (null, "out of range", null);
        if (!limits.Allows(value)) return (null, "unknown value", null);
        return (Convert.ChangeType(value, model.Type, CultureInfo.InvariantCulture), null, null);
    }

    private static (object?, string?, string?) Wrong(ValueModel model) => (null, $"not {model.Noun.One}", null);

    private static string? Hint(string typed, IEnumerable<string> names) =>
        DidYouMean.Sentence(typed, names).Trim() is { Length: > 0 } hint ? hint : null;

    [GeneratedRegex(@"^[-+]?[0-9]+$")]
    private static partial Regex WholePattern();

    [GeneratedRegex("^0x[0-9a-fA-F]+$")]
    private static partial Regex HexPattern();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex NumberPattern();
}
