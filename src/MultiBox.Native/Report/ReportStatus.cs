namespace MultiBox.Native.Report;

/// <summary>What a line of the report means for training.</summary>
public enum ReportStatus
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Training works, but slowly or not for long.</summary>
    Warning,

    /// <summary>Training does not work.</summary>
    Error,
}
