namespace MultiBox.Plugins.MobileNet;

/// <summary>What follows a batch norm.</summary>
internal enum Activation
{
    None,
    Relu,

    /// <summary>min(max(x, 0), 6).</summary>
    Relu6,

    /// <summary>x * min(max(x + 3, 0), 6) / 6 (arXiv:1905.02244, sec. 5.2).</summary>
    HardSwish,
}
