namespace MultiBox.Abstractions;

/// <summary>Creates losses; see <see cref="LossFactory{TOptions}"/>.</summary>
public interface ILossFactory : IPluginFactory
{
    /// <summary>Creates a loss.</summary>
    /// <param name="options">An instance of <see cref="IPluginFactory.OptionsType"/>.</param>
    /// <param name="context">What the loss is built for.</param>
    DetectionLoss Create(object options, LossContext context);

    /// <summary>How the class scores of a network that is trained with the loss are read; by the softmax unless the loss says otherwise.</summary>
    /// <param name="options">An instance of <see cref="IPluginFactory.OptionsType"/>.</param>
    ClassScores DescribeScores(object options) => ClassScores.Softmax;
}
