using System.Globalization;

namespace MultiBox.Data;

/// <summary>
/// The <c>.idx</c> file beside a record file: a key, a tab and the offset of a record a line. It counts only when its offsets are those
/// of all records, in any order.
/// </summary>
internal static class RecordIoIndex
{
    /// <summary>Finds the records that an index names, each at once.</summary>
    /// <param name="file">The record file.</param>
    /// <param name="path">The index.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The records in the file's order, or why the index is wrong; the other one is null.</returns>
    public static (IReadOnlyList<RecordIoRecord>? Records, RecordIoIndexFault? Fault) Find(RecordIoFile file, string path, CancellationToken cancellationToken)
    {
        var entries = new List<(long Offset, int Line)>();
        foreach (var (text, line) in TextLines.Read(path))
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            var tab = text.IndexOf('\t', StringComparison.Ordinal);
            if (tab < 0 || !long.TryParse(text.AsSpan(tab + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            {
                return (null, new RecordIoIndexFault(line, "a key, a tab and an offset", $"'{text}'"));
            }

            entries.Add((offset, line));
        }

        entries.Sort();
        var found = new (RecordIoRecord? Record, RecordIoDamage? Damage)[entries.Count];
        Parallel.For(0, found.Length, new ParallelOptions { CancellationToken = cancellationToken }, i => found[i] = file.Find(entries[i].Offset, i + 1));
        var records = new List<RecordIoRecord>(found.Length);
        var end = 0L;
        for (var i = 0; i < found.Length; i++)
        {
            var (offset, line) = entries[i];
            if (offset != end) return Wrong(line, string.Create(CultureInfo.InvariantCulture, $"offset {offset}"));
            if (found[i].Record is not { } record) return Wrong(line, found[i].Damage!.What);
            records.Add(record);
            end = record.End;
        }

        return end == file.Length ? (records, null) : Wrong(0, "no line of it");

        (IReadOnlyList<RecordIoRecord>?, RecordIoIndexFault?) Wrong(int line, string what) =>
            (null, new RecordIoIndexFault(line, string.Create(CultureInfo.InvariantCulture, $"the record at offset {end}"), what));
    }
}

/// <summary>Why an index is wrong.</summary>
/// <param name="Line">The first line at fault; 0 when one is missing.</param>
/// <param name="Expected">What it would hold.</param>
/// <param name="Found">What it holds.</param>
internal sealed record RecordIoIndexFault(int Line, string Expected, string Found);
