using System.Collections;
using System.Reflection;

namespace MultiBox.Experiments;

/// <summary>
/// The shape of a value in YAML, found by reflection from its .NET type. One description serves the binder, the writer and the schema.
/// </summary>
/// <param name="Type">The .NET type, without <see cref="Nullable{T}"/>.</param>
internal abstract record ValueModel(Type Type)
{
    /// <summary>The value in words, e.g. <c>a whole number</c>, and for many of them, e.g. <c>whole numbers</c>.</summary>
    public abstract (string One, string Many) Noun { get; }

    /// <summary>Finds the shape of a type.</summary>
    /// <param name="type">A supported type.</param>
    /// <exception cref="NotSupportedException">The type cannot be read from YAML: a fault of the record's author.</exception>
    public static ValueModel Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return new TextModel();
        if (type == typeof(bool)) return new BooleanModel();
        if (type == typeof(int) || type == typeof(long)) return new WholeModel(type);
        if (type == typeof(double) || type == typeof(float)) return new NumberModel(type);
        if (type == typeof(PluginOptions)) return new RawMapModel();
        if (type.IsEnum) return new EnumModel(type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Located<>))
        {
            return new LocatedModel(type, Of(type.GetGenericArguments()[0]));
        }

        if (ItemType(type) is { } item) return new ListModel(type, Of(item));
        if (type.IsClass && !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null
            && !typeof(IEnumerable).IsAssignableFrom(type))
        {
            return new RecordValueModel(type);
        }

        throw new NotSupportedException(
            $"Options of type {type} cannot be read from YAML. Use text, booleans, int, long, float, double, enums, lists, or records "
            + "with a parameterless constructor.");
    }

    private static Type? ItemType(Type type)
    {
        if (type.IsArray) return type.GetArrayRank() == 1 ? type.GetElementType() : null;
        if (!type.IsGenericType) return null;
        var definition = type.GetGenericTypeDefinition();
        return definition == typeof(ValueList<>) || definition == typeof(List<>) || definition == typeof(IReadOnlyList<>)
            || definition == typeof(IReadOnlyCollection<>) || definition == typeof(IEnumerable<>) || definition == typeof(IList<>)
            ? type.GetGenericArguments()[0]
            : null;
    }
}

/// <summary>Text.</summary>
internal sealed record TextModel() : ValueModel(typeof(string))
{
    public override (string One, string Many) Noun => ("text", "texts");
}

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record BooleanModel() : ValueModel(typeof(bool))
{
    public override (string One, string Many) Noun => ("true or false", "booleans");
}

/// <summary>A whole number.</summary>
internal sealed record WholeModel(Type Type) : ValueModel(Type)
{
    public override (string One, string Many) Noun => ("a whole number", "whole numbers");
}

/// <summary>A finite number.</summary>
internal sealed record NumberModel(Type Type) : ValueModel(Type)
{
    public override (string One, string Many) Noun => ("a number", "numbers");
}

/// <summary>One of some names: an enum's members in snake_case.</summary>
internal sealed record EnumModel(Type Type) : ValueModel(Type)
{
    public IReadOnlyDictionary<string, object> Members { get; } = Enum.GetValues(Type).Cast<object>()
        .ToDictionary(member => KeyNaming.Key(member.ToString()!), member => member);

    public override (string One, string Many) Noun =>
        ($"one of {string.Join(", ", Members.Keys)}", $"names among {string.Join(", ", Members.Keys)}");
}

/// <summary>A list.</summary>
internal sealed record ListModel(Type Type, ValueModel Item) : ValueModel(Type)
{
    public override (string One, string Many) Noun => ($"a list of {Item.Noun.Many}", $"lists of {Item.Noun.Many}");

    /// <summary>A list of this model's type.</summary>
    public object Create(IReadOnlyList<object?> items)
    {
        var array = Array.CreateInstance(ItemClrType, items.Count);
        for (var i = 0; i < items.Count; i++) array.SetValue(items[i], i);
        if (Type.IsAssignableFrom(array.GetType())) return array;
        return Activator.CreateInstance(Type, BindingFlags.Public | BindingFlags.Instance, null, [array], null)!;
    }

    private Type ItemClrType => Type.IsArray ? Type.GetElementType()! : Type.GetGenericArguments()[0];
}

/// <summary>A nested record.</summary>
internal sealed record RecordValueModel(Type Type) : ValueModel(Type)
{
    public RecordModel Record => RecordModel.Of(Type);

    public override (string One, string Many) Noun => Record.TextKeys.Any() ? ("text or a map", "texts or maps") : ("a map", "maps");
}

/// <summary>A value that remembers its place.</summary>
internal sealed record LocatedModel(Type Type, ValueModel Inner) : ValueModel(Type)
{
    public override (string One, string Many) Noun => Inner.Noun;
}

/// <summary>A plugin's options, read once the plugin is known.</summary>
internal sealed record RawMapModel() : ValueModel(typeof(PluginOptions))
{
    public override (string One, string Many) Noun => ("a map", "maps");
}
