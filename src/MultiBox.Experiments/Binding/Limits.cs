using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace MultiBox.Experiments;

/// <summary>
/// What the attributes of a property allow. On a list, <c>[MinLength]</c>, <c>[MaxLength]</c>, <c>[Length]</c> and
/// <see cref="UniqueItemsAttribute"/> limit the list itself; the others limit each item, also in lists of lists.
/// </summary>
internal sealed record Limits
{
    private Limits(PropertyInfo property)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            Minimum = Number(range.Minimum) is var minimum && minimum <= int.MinValue ? null : minimum;
            Maximum = Number(range.Maximum) is var maximum && maximum >= int.MaxValue ? null : maximum;
            (MinimumIsExclusive, MaximumIsExclusive) = (range.MinimumIsExclusive, range.MaximumIsExclusive);
        }

        Allowed = property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed
            ? [.. allowed.Values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null")]
            : null;
        Pattern = property.GetCustomAttribute<RegularExpressionAttribute>()?.Pattern;
        var length = property.GetCustomAttribute<LengthAttribute>();
        MinLength = length?.MinimumLength ?? property.GetCustomAttribute<MinLengthAttribute>()?.Length;
        MaxLength = length?.MaximumLength ?? property.GetCustomAttribute<MaxLengthAttribute>()?.Length;
        UniqueItems = property.IsDefined(typeof(UniqueItemsAttribute));
        OneOrMany = property.IsDefined(typeof(OneOrManyAttribute));
        IsFilePath = property.IsDefined(typeof(FilePathAttribute));
    }

    public double? Minimum { get; }

    public double? Maximum { get; }

    public bool MinimumIsExclusive { get; }

    public bool MaximumIsExclusive { get; }

    public IReadOnlyList<string>? Allowed { get; }

    public string? Pattern { get; }

    public int? MinLength { get; }

    public int? MaxLength { get; }

    public bool UniqueItems { get; }

    public bool OneOrMany { get; }

    public bool IsFilePath { get; }

    public static Limits Of(PropertyInfo property) => new(property);

    /// <summary>Whether a number is in the range.</summary>
    public bool Contains(double value) =>
        (Minimum is not { } minimum || (MinimumIsExclusive ? value > minimum : value >= minimum))
        && (Maximum is not { } maximum || (MaximumIsExclusive ? value < maximum : value <= maximum));

    /// <summary>Whether a number is one of the allowed values, where those are listed.</summary>
    public bool Allows(IFormattable value) => Allowed is null || Allowed.Contains(value.ToString(null, CultureInfo.InvariantCulture));

    /// <summary>The range in words, e.g. <c>from 0 to 1</c>; null without one.</summary>
    public string? RangeText => (Minimum, Maximum) switch
    {
        (null, null) => null,
        ({ } low, null) => $"{(MinimumIsExclusive ? "greater than" : "of at least")} {Show(low)}",
        (null, { } high) => $"{(MaximumIsExclusive ? "less than" : "of at most")} {Show(high)}",
        ({ } low, { } high) when !MinimumIsExclusive && !MaximumIsExclusive => $"from {Show(low)} to {Show(high)}",
        ({ } low, { } high) => $"{(MinimumIsExclusive ? "greater than" : "of at least")} {Show(low)} and "
            + $"{(MaximumIsExclusive ? "less than" : "at most")} {Show(high)}",
    };

    /// <summary>What is allowed, in words, e.g. <c>a whole number of at least 1</c>.</summary>
    public string Expected(ValueModel model) => model switch
    {
        LocatedModel located => Expected(located.Inner),
        ListModel list => $"{(OneOrMany ? $"{ExpectedItem(list.Item)} or " : "")}{CountText(list)}{(UniqueItems ? ", each once" : "")}",
        _ => ExpectedItem(model),
    };

    /// <summary>What is allowed for an item of a list, or for a value that is none.</summary>
    public string ExpectedItem(ValueModel model)
    {
        if (model is LocatedModel located) return ExpectedItem(located.Inner);
        if (model is ListModel list) return list.Noun.One;
        if (Allowed is not null) return $"one of {string.Join(", ", Allowed)}";
        if (Pattern is not null) return $"text like {Pattern}";
        return model is WholeModel or NumberModel && RangeText is { } range ? $"{model.Noun.One} {range}" : model.Noun.One;
    }

    /// <summary>The limits alone in words, for a list of options; null without any.</summary>
    public string? Text(ValueModel model) => model switch
    {
        LocatedModel located => Text(located.Inner),
        EnumModel choice => string.Join(" | ", choice.Members.Keys),
        ListModel { Item: EnumModel choice } => string.Join(" | ", choice.Members.Keys),
        _ => Allowed is not null ? string.Join(" | ", Allowed) : RangeText ?? Pattern,
    };

    private string CountText(ListModel list) => (MinLength, MaxLength) switch
    {
        (null, null) => list.Noun.One,
        ({ } low, { } high) when low == high => $"a list of {low} {list.Item.Noun.Many}",
        ({ } low, null) => $"{list.Noun.One}, at least {low}",
        (null, { } high) => $"{list.Noun.One}, at most {high}",
        ({ } low, { } high) => $"{list.Noun.One}, {low} to {high} of them",
    };

    private static double Number(object bound) => Convert.ToDouble(bound, CultureInfo.InvariantCulture);

    private static string Show(double value) => value.ToString(CultureInfo.InvariantCulture);
}
