namespace MultiBox.Data;

/// <summary>How much a finding matters.</summary>
public enum HealthLevel
{
    /// <summary>Nothing to remark.</summary>
    Ok,

    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Likely to cost accuracy, or to make a result wrong.</summary>
    Warning,
}
