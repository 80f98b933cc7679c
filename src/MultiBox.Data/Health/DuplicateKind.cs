namespace MultiBox.Data;

/// <summary>How alike two pictures are.</summary>
public enum DuplicateKind
{
    /// <summary>Their files hold the same bytes.</summary>
    Exact,

    /// <summary>They look alike: the same picture, scaled, encoded anew or slightly changed.</summary>
    Near,
}
