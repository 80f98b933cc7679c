using System.Globalization;
using System.Text.Json;
using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>Reads the entries of <c>annotations</c>.</summary>
/// <param name="json">The file.</param>
internal sealed class CocoObjectParser(JsonTokens json)
{
    // More than any picture has, and far from where floats end.
    private const double LargestCoordinate = 1e9;

    private readonly double[] _numbers = new double[4];

    /// <summary>Reads one entry, from the start of its object to the end.</summary>
    public CocoObject Read()
    {
        var item = new CocoObject { Line = json.Line };
        Box? corners = null;
        (double X, double Y, double Width, double Height) stated = default;
        while (json.ReadName())
        {
            if (json.Is("bbox"u8))
            {
                if (ReadNumbers(ref item, "bbox", "[x, y, width, height]"))
                {
                    stated = (_numbers[0], _numbers[1], _numbers[2], _numbers[3]);
                    item.Parts |= CocoParts.Box;
                }
            }
            else if (json.Is("corners"u8))
            {
                if (ReadNumbers(ref item, "corners", "[x1, y1, x2, y2]"))
                {
                    corners = new Box((float)_numbers[0], (float)_numbers[1], (float)_numbers[2], (float)_numbers[3]);
                }
            }
            else if (json.Is("area"u8))
            {
                json.Read();
                if (json.Number() is { } area and >= 0) item.Area = area;
                json.Skip();
            }
            else if (json.Is("image_id"u8)) item.ImageId = ReadId(ref item, CocoParts.Image, "image_id");
            else if (json.Is("category_id"u8)) item.CategoryId = ReadId(ref item, CocoParts.Category, "category_id");
            else if (json.Is("id"u8)) item.Id = ReadId(ref item, CocoParts.Id, "id");
            else if (json.Is("iscrowd"u8)) ReadFlag(ref item, CocoParts.Crowd, "iscrowd");
            else if (json.Is("difficult"u8)) ReadFlag(ref item, CocoParts.Difficult, "difficult");
            else if (json.Is("truncated"u8)) ReadFlag(ref item, CocoParts.Truncated, "truncated");
            else
            {
                json.Read();
                json.Skip();
            }
        }

        Require(ref item, CocoParts.Id, "id", "a whole number");
        Require(ref item, CocoParts.Image, "image_id", "a whole number");
        Require(ref item, CocoParts.Category, "category_id", "a whole number");
        Require(ref item, CocoParts.Box, "bbox", "[x, y, width, height]");
        if (item.Area == stated.Width * stated.Height) item.Area = null;
        item.Box = corners is { } exact && CocoBox.FromCorners(exact) == stated
            ? exact
            : CocoBox.ToCorners(stated.X, stated.Y, stated.Width, stated.Height);
        return item;
    }

    private static void Require(ref CocoObject item, CocoParts part, string name, string expected)
    {
        // What is there and wrong has its fault already.
        if ((item.Parts & part) == 0 && item.Faults?.Exists(fault => fault.What.StartsWith(name + " ", StringComparison.Ordinal)) != true)
        {
            Add(ref item, $"{name} is missing", expected, "none");
        }
    }

    private static void Add(ref CocoObject item, string what, string expected, string found, bool isFlag = false) =>
        (item.Faults ??= []).Add(new CocoFault(what, expected, found, isFlag));

    private long ReadId(ref CocoObject item, CocoParts part, string name)
    {
        json.Read();
        if (json.Integer() is { } id)
        {
            item.Parts |= part;
            return id;
        }

        Add(ref item, $"{name} is no id", "a whole number", json.Describe());
        json.Skip();
        return 0;
    }

    private void ReadFlag(ref CocoObject item, CocoParts part, string name)
    {
        json.Read();
        if (json.Kind == JsonTokenType.True || json.Integer() == 1) item.Parts |= part;
        else if (json.Kind is not (JsonTokenType.False or JsonTokenType.Null) && json.Integer() != 0)
        {
            Add(ref item, $"{name} is no flag", "0 or 1", json.Describe(), isFlag: true);
        }

        json.Skip();
    }

    private bool ReadNumbers(ref CocoObject item, string name, string expected)
    {
        json.Read();
        if (json.Kind != JsonTokenType.StartArray)
        {
            Add(ref item, $"{name} is no list of four numbers", expected, json.Describe());
            json.Skip();
            return false;
        }

        var count = 0;
        string? wrong = null;
        while (json.Read() && json.Kind != JsonTokenType.EndArray)
        {
            if (json.Number() is { } number && Math.Abs(number) <= LargestCoordinate)
            {
                if (count < _numbers.Length) _numbers[count] = number;
            }
            else
            {
                wrong ??= $"{json.Describe()} in it";
                json.Skip();
            }

            count++;
        }

        if (count != _numbers.Length) wrong ??= count == 1 ? "one number" : string.Create(CultureInfo.InvariantCulture, $"{count} numbers");
        if (wrong is not null) Add(ref item, $"{name} is no list of four numbers", expected, wrong);
        return wrong is null;
    }
}
