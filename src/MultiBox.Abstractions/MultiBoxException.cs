namespace MultiBox.Abstractions;

/// <summary>
/// A fault that the user can mend. The message says what, where, expected, found and what to do; it is shown without a stack
/// trace, and the program ends with <see cref="ExitCode"/>.
/// </summary>
public sealed class MultiBoxException : Exception
{
    /// <summary>Creates the fault.</summary>
    /// <param name="message">The whole message; several faults are joined by line breaks.</param>
    public MultiBoxException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the fault with its cause.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="innerException">The cause, for logs.</param>
    public MultiBoxException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The process's exit code: 1 for any fault.</summary>
    public static int ExitCode => 1;
}
