namespace MultiBox.Experiments;

/// <summary>The parts of a dataset.</summary>
public enum DataSplit
{
    /// <summary>Images that the network learns from.</summary>
    Train,

    /// <summary>Images for choices during the development.</summary>
    Val,

    /// <summary>Images for the result.</summary>
    Test,
}
