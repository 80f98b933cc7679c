namespace MultiBox.Native.Elf;

/// <summary>How a library stands to the version that older systems lack.</summary>
internal enum VersionFixState
{
    /// <summary>It does not ask for the version.</summary>
    NotAsked,

    /// <summary>It asks for it weakly: the fix was applied.</summary>
    AlreadyWeak,

    /// <summary>A relocation uses a symbol of the version: the library cannot do without it.</summary>
    Used,

    /// <summary>It asks for the version but uses nothing of it: the fix can be applied.</summary>
    Fixable,
}
