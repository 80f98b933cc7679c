namespace Cake.Frosting;

/// <summary>A fault of the build itself: a dependency that is no task, a tool that cannot be installed, a missing working directory.</summary>
public sealed class FrostingException : Exception
{
    /// <summary>Creates the fault.</summary>
    /// <param name="message">What is wrong.</param>
    public FrostingException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the fault with its cause.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public FrostingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
