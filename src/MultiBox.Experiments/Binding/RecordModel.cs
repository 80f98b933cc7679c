using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace MultiBox.Experiments;

/// <summary>A record that is read from a YAML map: each public property with a <c>set</c> or <c>init</c> accessor is a key.</summary>
internal sealed class RecordModel
{
    private static readonly ConcurrentDictionary<Type, RecordModel> Models = new();

    private RecordModel(Type type)
    {
        Type = type;
        // Reflection does not enforce required members, so the initial values of every record can be read this way.
        Defaults = Activator.CreateInstance(type)!;
        var nullability = new NullabilityInfoContext();
        Keys = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } && property.GetMethod is { IsPublic: true })
            .OrderBy(property => Depth(property.DeclaringType!)).ThenBy(property => property.MetadataToken)
            .Select(property => new KeyModel(property, Defaults, nullability))];
    }

    public Type Type { get; }

    /// <summary>A record with only initial values.</summary>
    public object Defaults { get; }

    /// <summary>The keys in the order of the source code, a base type's first.</summary>
    public IReadOnlyList<KeyModel> Keys { get; }

    /// <summary>The keys that a text in place of the map may stand for, see <see cref="TextFormAttribute"/>.</summary>
    public IEnumerable<KeyModel> TextKeys => Keys.Where(key => key.TextPattern is not null);

    /// <summary>The model of a record's type; made once.</summary>
    public static RecordModel Of(Type type) => Models.GetOrAdd(type, static key => new RecordModel(key));

    /// <summary>The key that a text in place of the map stands for; null when there is none.</summary>
    public KeyModel? TextKey(string text) => TextKeys.FirstOrDefault(
        key => Regex.IsMatch(text, $"^(?:{key.TextPattern})$", RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1)));

    private static int Depth(Type type) => type.BaseType is { } parent ? 1 + Depth(parent) : 0;
}

/// <summary>One key of a record.</summary>
internal sealed class KeyModel
{
    public KeyModel(PropertyInfo property, object defaults, NullabilityInfoContext nullability)
    {
        Property = property;
        Key = KeyNaming.Key(property.Name);
        Value = ValueModel.Of(property.PropertyType);
        Limits = Limits.Of(property);
        Required = property.IsDefined(typeof(RequiredMemberAttribute))
            || property.IsDefined(typeof(System.ComponentModel.DataAnnotations.RequiredAttribute));
        Nullable = property.PropertyType.IsValueType
            ? System.Nullable.GetUnderlyingType(property.PropertyType) is not null
            : nullability.Create(property).WriteState == NullabilityState.Nullable;
        Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description;
        TextPattern = property.GetCustomAttribute<TextFormAttribute>()?.Pattern;
        Default = property.GetValue(defaults);
    }

    public PropertyInfo Property { get; }

    public string Key { get; }

    public ValueModel Value { get; }

    public Limits Limits { get; }

    public bool Required { get; }

    public bool Nullable { get; }

    public string? Description { get; }

    /// <summary>What a text has to match to stand for this key alone; null when none does.</summary>
    public string? TextPattern { get; }

    /// <summary>The initial value; meaningless where the key is required.</summary>
    public object? Default { get; }

    /// <summary>What is allowed, in words.</summary>
    public string Expected => Limits.Expected(Value);
}
