using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>JSON files that name their format and version and hold the SHA-256 of their body, so that damage shows.</summary>
internal static class SealedJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly JsonSerializerOptions Indented = new(Options) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Writes a file.</summary>
    /// <returns>The SHA-256 of the body.</returns>
    public static string Write<T>(string path, string format, int version, T body, bool indented)
    {
        var json = JsonSerializer.Serialize(body, indented ? Indented : Options);
        var sum = Sum(json);
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{{\"format\":\"{format}\",\"version\":{version},\"sha256\":\"{sum}\",\"body\":{json}}}\n");
        AtomicFile.WriteText(path, text);
        return sum;
    }

    /// <summary>Reads a file.</summary>
    /// <returns>The body and its SHA-256.</returns>
    /// <exception cref="MultiBoxException">The file is absent, damaged, or of another format or version.</exception>
    public static (T Body, string Sum) Read<T>(string path, string format, int version)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            if (root.GetProperty("format").GetString() != format) throw Damaged(path, $"it is no {format} file");
            var found = root.GetProperty("version").GetInt32();
            if (found != version)
            {
                throw new MultiBoxException(string.Create(
                    CultureInfo.InvariantCulture, $"{path}: written in version {found}, this program reads version {version}. Prepare the data set again."));
            }

            var body = root.GetProperty("body");
            var sum = Sum(body.GetRawText());
            if (root.GetProperty("sha256").GetString() != sum) throw Damaged(path, "its checksum does not fit");
            return (body.Deserialize<T>(Options)!, sum);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MultiBoxException($"{path}: no such file. Prepare the data set first.", e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Damaged(path, "it is no valid JSON of its kind");
        }
    }

    private static MultiBoxException Damaged(string path, string why) => new($"{path}: damaged ({why}). Prepare the data set again.");

    private static string Sum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
