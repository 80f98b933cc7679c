using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>What is said about a pack that cannot be used.</summary>
internal static class PackFault
{
    /// <summary>What to do about it.</summary>
    public const string Remedy = "Prepare the data set again: --target Prepare --force.";

    /// <summary>The pack is not as it was written.</summary>
    /// <param name="path">The pack.</param>
    /// <param name="why">What shows it.</param>
    public static MultiBoxException Damaged(string path, string why) => new($"{path}: damaged ({why}). {Remedy}");
}
