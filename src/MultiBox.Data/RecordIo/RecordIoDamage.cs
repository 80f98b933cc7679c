namespace MultiBox.Data;

/// <summary>A place in a record file where no whole record lies.</summary>
/// <param name="Number">The number that the record has or would have, from 1.</param>
/// <param name="Offset">Where it lies.</param>
/// <param name="What">The fault in a few words.</param>
/// <param name="Expected">What a valid file would hold.</param>
/// <param name="Found">What it holds.</param>
internal sealed record RecordIoDamage(int Number, long Offset, string What, string Expected, string Found);
