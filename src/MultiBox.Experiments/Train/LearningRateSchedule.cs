namespace MultiBox.Experiments;

/// <summary>How the learning rate changes over the training.</summary>
public enum LearningRateSchedule
{
    /// <summary>Multiplied by a factor at given epochs.</summary>
    Step,

    /// <summary>Half a cosine from the base rate to its end.</summary>
    Cosine,

    /// <summary>The base rate throughout.</summary>
    Constant,
}
