namespace MultiBox.Native.Report;

/// <summary>One finding about the system.</summary>
/// <param name="Section">What it is about, such as <c>Memory</c>; lines of one section follow each other.</param>
/// <param name="Name">What was looked at.</param>
/// <param name="Value">What was found, with its unit; may have several lines.</param>
/// <param name="Status">What it means for training.</param>
/// <param name="Remedy">What to do; null when nothing is wrong.</param>
public sealed record ReportLine(string Section, string Name, string Value, ReportStatus Status = ReportStatus.Ok, string? Remedy = null);
