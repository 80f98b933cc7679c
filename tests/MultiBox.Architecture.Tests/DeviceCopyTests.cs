using System.Text.RegularExpressions;

namespace MultiBox.Architecture.Tests;

/// <summary>
/// A tensor of numbers of the host is a copy to the device, and one that the program waits for. Losses have one place for it, where the memory
/// is pinned.
/// </summary>
public sealed partial class DeviceCopyTests
{
    [Fact]
    public void The_losses_copy_their_targets_to_the_device_in_one_place()
    {
        var sources = Directory.GetFiles(Path.Combine(ProjectFile.Root, "plugins", "Loss.MultiBox"), "*.cs");
        Assert.Equal(["BatchTargets.cs"], sources.Where(file => MakesTensor().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName));
    }

    // tensor(...), from_array(...) and the like; not Tensor, and not tensor.method(...).
    [GeneratedRegex(@"(?<![\w.])(torch\.)?(tensor|as_tensor|from_array|frombuffer)\(")]
    private static partial Regex MakesTensor();
}
