using System.Globalization;
using System.Text.Json;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Takes images, objects and categories out of an annotation file while it streams by. Outlines and all else that is not needed are
/// passed over, so memory grows with the records alone.
/// </summary>
internal sealed class CocoParser
{
    // A file of another kind would make a fault of every entry.
    private const int MaxFaults = 10_000;

    private static readonly string[] Lists = ["images", "annotations", "categories"];

    private readonly CocoFile _file = new();
    private readonly HashSet<string> _lists = [];
    private readonly Dictionary<long, int> _imageLines = [];
    private readonly string _path;
    private readonly JsonTokens _json;
    private readonly FaultLog _log;
    private readonly CocoObjectParser _objects;
    private string _found = "none";
    private int _faults;

    private CocoParser(string path, JsonTokens json, FaultLog log)
    {
        (_path, _json, _log) = (path, json, log);
        _objects = new CocoObjectParser(json);
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="log">Where faults of images and categories go; those of objects stay with them, since some are passed over.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="MultiBoxException">It cannot be read as a whole: it is no JSON, or none of COCO's.</exception>
    public static CocoFile Parse(string path, FaultLog log, CancellationToken cancellationToken)
    {
        try
        {
            using var json = new JsonTokens(path, cancellationToken);
            return new CocoParser(path, json, log).Parse();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MultiBoxException($"{path}: cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private CocoFile Parse()
    {
        if (!_json.Read() || _json.Kind != JsonTokenType.StartObject) throw _json.Fault(NotCoco(_json.Describe()));
        while (_json.ReadName())
        {
            if (_json.Is("images"u8)) ReadList("images", ReadImage);
            else if (_json.Is("annotations"u8)) ReadList("annotations", ReadObject);
            else if (_json.Is("categories"u8)) ReadList("categories", ReadCategory);
            else Pass();
        }

        // What follows the object would be damage.
        _json.Read();
        var missing = Lists.Where(list => !_lists.Contains(list)).ToList();
        return missing.Count == 0 ? _file : throw _json.Fault(NotCoco($"no {string.Join(", no ", missing)}"));
    }

    private static string NotCoco(string found) =>
        $"not COCO's: expected an object with the lists images, annotations and categories, found {found}";

    private void ReadList(string name, Action readEntry)
    {
        _json.Read();
        if (_json.Kind != JsonTokenType.StartArray) throw _json.Fault($"not COCO's: expected '{name}' to be a list, found {_json.Describe()}");
        _lists.Add(name);
        while (_json.Read() && _json.Kind != JsonTokenType.EndArray)
        {
            if (_json.Kind == JsonTokenType.StartObject)
            {
                readEntry();
                continue;
            }

            Note(BadDataAction.LineSkipped, _json.Line, "", $"an entry of '{name}' is no object", "an object", _json.Describe());
            _json.Skip();
        }
    }

    private void ReadImage()
    {
        var line = _json.Line;
        long? id = null;
        string? fileName = null, width = null, height = null;
        var (foundId, foundName) = ("none", "none");
        while (_json.ReadName())
        {
            if (_json.Is("id"u8)) (id, foundId) = (Value(_json.Integer), _found);
            else if (_json.Is("file_name"u8)) (fileName, foundName) = (Value(_json.Text), _found);
            else if (_json.Is("width"u8)) width = Value(_json.Describe);
            else if (_json.Is("height"u8)) height = Value(_json.Describe);
            else Pass();
        }

        if (id is not { } number)
        {
            Note(BadDataAction.ImageDropped, line, "", "an image has no usable id", "a whole number", foundId);
            return;
        }

        var subject = Subject("image", number);
        if (!_imageLines.TryAdd(number, line))
        {
            Note(
                BadDataAction.ImageDropped, line, subject, "the id is used twice", "each image's once",
                string.Create(CultureInfo.InvariantCulture, $"it at line {_imageLines[number]} too"));
            return;
        }

        if (fileName is { Length: > 0 } && StatedPath.Plain(fileName) is { } plain)
        {
            _file.Images.Add(new CocoImage(number, plain, width, height, line));
            return;
        }

        _file.FaultyImages.Add(number);
        if (fileName is { Length: > 0 })
        {
            Note(BadDataAction.ImageDropped, line, subject, "file_name leaves the folder of pictures", "a path inside it", foundName);
        }
        else
        {
            Note(BadDataAction.ImageDropped, line, subject, "file_name is no file's name", "a text", foundName);
        }
    }

    private void ReadCategory()
    {
        var line = _json.Line;
        long? id = null;
        string? name = null;
        var (foundId, foundName) = ("none", "none");
        while (_json.ReadName())
        {
            if (_json.Is("id"u8)) (id, foundId) = (Value(_json.Integer), _found);
            else if (_json.Is("name"u8)) (name, foundName) = (Value(_json.Text), _found);
            else Pass();
        }

        if (id is not { } number)
        {
            Note(BadDataAction.LineSkipped, line, "", "a category has no usable id", "a whole number", foundId);
        }
        else if (name is null)
        {
            Note(BadDataAction.LineSkipped, line, Subject("category", number), "the name is no text", "a text", foundName);
        }
        else if (!_file.Categories.TryAdd(number, name.Trim()))
        {
            Note(
                BadDataAction.LineSkipped, line, Subject("category", number), "the id is used twice", "each category's once",
                $"'{_file.Categories[number]}' and '{name}'");
        }
    }

    private void ReadObject()
    {
        var item = _objects.Read();
        if (item.Faults is not null) Count(item.Line, item.Faults[0].What);
        _file.Objects.Add(item);
    }

    // Reads the value of the current name. Lists and objects are passed over: here they are wrong.
    private T Value<T>(Func<T> read)
    {
        _json.Read();
        _found = _json.Describe();
        var value = read();
        _json.Skip();
        return value;
    }

    private void Pass()
    {
        _json.Read();
        _json.Skip();
    }

    private static string Subject(string kind, long id) => string.Create(CultureInfo.InvariantCulture, $"{kind} {id}: ");

    private void Note(BadDataAction action, int line, string subject, string what, string expected, string found)
    {
        Count(line, what);
        _log.Add(action, new FaultPlace(_path, line, subject), what, expected, found);
    }

    private void Count(int line, string what)
    {
        if (++_faults <= MaxFaults) return;
        throw new MultiBoxException(string.Create(
            CultureInfo.InvariantCulture,
            $"{_path}:{line} not COCO's: more than {MaxFaults} entries cannot be used, this one as {what}. Mend the file."));
    }
}
