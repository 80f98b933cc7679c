using System.Text.Json;

namespace MultiBox.Testing;

/// <summary>A value inside a golden file that knows where it stands, so that a failing comparison can say so.</summary>
/// <param name="Element">The JSON value.</param>
/// <param name="Path">Where it stands: file name, then field names and positions.</param>
public readonly record struct GoldenNode(JsonElement Element, string Path)
{
    /// <summary>Whether the value is null.</summary>
    public bool IsNull => Element.ValueKind == JsonValueKind.Null;

    /// <summary>The value as a number.</summary>
    public double Number => Element.GetDouble();

    /// <summary>The value as a number, or null.</summary>
    public double? NumberOrNull => IsNull ? null : Number;

    /// <summary>The value as an integer.</summary>
    public int Whole => Element.GetInt32();

    /// <summary>The value as a truth value.</summary>
    public bool Bool => Element.GetBoolean();

    /// <summary>The value as text.</summary>
    public string Text => Element.GetString() ?? throw new InvalidDataException($"{Path} is null, not text.");

    /// <summary>The number of entries of an array.</summary>
    public int Count => Element.GetArrayLength();

    /// <summary>The entries of an array; an object with a <c>name</c> is shown by it.</summary>
    public IEnumerable<GoldenNode> Items
    {
        get
        {
            var i = 0;
            foreach (var item in Element.EnumerateArray())
            {
                var named = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("name", out var name) ? name.GetString() : null;
                yield return new GoldenNode(item, $"{Path}[{named ?? i.ToString(System.Globalization.CultureInfo.InvariantCulture)}]");
                i++;
            }
        }
    }

    /// <summary>The numbers of an array of any depth, in row-major order.</summary>
    public double[] Numbers => [.. Flatten(Element)];

    /// <summary>The numbers of an array of any depth as 32-bit floats, in row-major order.</summary>
    public float[] Floats => [.. Flatten(Element).Select(x => (float)x)];

    /// <summary>The integers of an array of any depth, in row-major order.</summary>
    public int[] Wholes => [.. Flatten(Element).Select(x => checked((int)x))];

    /// <summary>The field of an object.</summary>
    /// <param name="field">Its name.</param>
    /// <exception cref="InvalidDataException">There is no such field.</exception>
    public GoldenNode this[string field] => Element.TryGetProperty(field, out var value)
        ? new GoldenNode(value, $"{Path}.{field}")
        : throw new InvalidDataException($"{Path} has no field '{field}'.");

    /// <summary>The entry of an array.</summary>
    /// <param name="index">Its position.</param>
    public GoldenNode this[int index] => new(Element[index], $"{Path}[{index}]");

    /// <summary>Whether an object has a field.</summary>
    /// <param name="field">Its name.</param>
    public bool Has(string field) => Element.TryGetProperty(field, out _);

    /// <summary>Compares numbers with this array, row-major.</summary>
    /// <param name="actual">The computed numbers.</param>
    /// <param name="absolute">How far each may be away.</param>
    /// <param name="relative">How far each may be away besides, as a part of the expected number.</param>
    /// <exception cref="GoldenMismatchException">The first number that is too far away, or another count.</exception>
    public void MustBeNear(IEnumerable<double> actual, double absolute, double relative = 0)
    {
        ArgumentNullException.ThrowIfNull(actual);
        var expected = Numbers;
        var computed = actual.ToArray();
        if (expected.Length != computed.Length)
        {
            throw new GoldenMismatchException($"{Path}: {expected.Length} numbers expected, found {computed.Length}.");
        }

        for (var i = 0; i < expected.Length; i++)
        {
            Check(expected[i], computed[i], absolute + (relative * Math.Abs(expected[i])), $"{Path}, number {i}");
        }
    }

    /// <summary>Compares 32-bit floats with this array, row-major.</summary>
    /// <param name="actual">The computed numbers.</param>
    /// <param name="absolute">How far each may be away.</param>
    /// <param name="relative">How far each may be away besides, as a part of the expected number.</param>
    /// <exception cref="GoldenMismatchException">The first number that is too far away, or another count.</exception>
    public void MustBeNear(IEnumerable<float> actual, double absolute, double relative = 0) =>
        MustBeNear(actual.Select(x => (double)x), absolute, relative);

    /// <summary>Compares one number with this value; null must meet null.</summary>
    /// <param name="actual">The computed number.</param>
    /// <param name="absolute">How far it may be away.</param>
    /// <param name="relative">How far it may be away besides, as a part of the expected number.</param>
    /// <exception cref="GoldenMismatchException">It is too far away.</exception>
    public void MustBeNear(double? actual, double absolute, double relative = 0)
    {
        if (IsNull != actual is null)
        {
            throw new GoldenMismatchException($"{Path}: expected {(IsNull ? "null" : Number)}, found {actual?.ToString() ?? "null"}.");
        }

        if (actual is { } value) Check(Number, value, absolute + (relative * Math.Abs(Number)), Path);
    }

    /// <summary>Compares integers with this array, which must be equal.</summary>
    /// <param name="actual">The computed integers.</param>
    /// <exception cref="GoldenMismatchException">They differ.</exception>
    public void MustEqual(IEnumerable<int> actual)
    {
        var expected = Wholes;
        var computed = actual.ToArray();
        if (expected.AsSpan().SequenceEqual(computed)) return;
        throw new GoldenMismatchException($"{Path}: expected [{string.Join(", ", expected)}], found [{string.Join(", ", computed)}].");
    }

    /// <summary>Compares an integer with this value.</summary>
    /// <param name="actual">The computed integer.</param>
    /// <exception cref="GoldenMismatchException">It differs.</exception>
    public void MustEqual(int actual)
    {
        if (Whole != actual) throw new GoldenMismatchException($"{Path}: expected {Whole}, found {actual}.");
    }

    private static void Check(double expected, double actual, double tolerance, string where)
    {
        // Written so that NaN fails.
        if (Math.Abs(expected - actual) <= tolerance) return;
        throw new GoldenMismatchException($"{where}: expected {expected:R}, found {actual:R}, which is more than {tolerance:R} away.");
    }

    private static IEnumerable<double> Flatten(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? element.EnumerateArray().SelectMany(Flatten)
        : [element.GetDouble()];
}
