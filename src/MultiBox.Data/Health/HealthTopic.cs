namespace MultiBox.Data;

/// <summary>What a finding is about.</summary>
public enum HealthTopic
{
    /// <summary>The classes and how often they occur.</summary>
    Classes,

    /// <summary>Boxes and pictures.</summary>
    Objects,

    /// <summary>The default boxes and what they match.</summary>
    Matching,

    /// <summary>Pictures that splits share.</summary>
    Leaks,

    /// <summary>Faulty records.</summary>
    BadData,
}
