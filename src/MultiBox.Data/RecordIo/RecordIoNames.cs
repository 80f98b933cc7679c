using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MultiBox.Data;

/// <summary>
/// Names the records of one reading: after its picture in the list beside the file, else by the record's own id, else, where another
/// image has that name, by the file and the record's number, as in <c>train-17</c>.
/// </summary>
internal sealed class RecordIoNames
{
    private readonly Dictionary<string, (string? Picture, FaultPlace Place)> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<(string ImageSet, ulong Id)> _ids = [];

    /// <summary>Names one record.</summary>
    /// <param name="imageSet">The image set.</param>
    /// <param name="id">The record's own id.</param>
    /// <param name="number">Its number in the file, from 1.</param>
    /// <param name="picture">The picture's path in the list; null where none names it.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="name">The name, or that which it shares with an earlier record of the same picture.</param>
    /// <param name="first">Where that record stands; null for a new name.</param>
    /// <returns>Whether it is a new image; one of several image sets counts once.</returns>
    public bool TryAdd(string imageSet, ulong id, int number, string? picture, FaultPlace place, out string name, [NotNullWhen(false)] out FaultPlace? first)
    {
        // Records that share an id cannot be told apart by a list.
        if (!_ids.Add((imageSet, id))) picture = null;
        name = Path.GetFileNameWithoutExtension(picture) is { } stem && PlainName.IsValid(stem) ? stem : id.ToString(CultureInfo.InvariantCulture);
        if (_taken.TryGetValue(name, out var other) && (picture is null || picture != other.Picture))
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{imageSet}-{number}");
        }

        first = _taken.TryAdd(name, (picture, place)) ? null : _taken[name].Place;
        return first is null;
    }
}
