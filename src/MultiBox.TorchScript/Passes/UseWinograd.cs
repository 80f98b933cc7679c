using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>
/// Computes 3 x 3 convolutions from tiles of the map in a basis in which a convolution is a product: a quarter of the multiplications.
/// Winograd's F(4 x 4, 3 x 3), after Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (arXiv:1509.09308), section 4.3.
/// Results differ from those of the plain sum by rounding, about 1e-5 of the largest number.
/// </summary>
internal static class UseWinograd
{
    // The sides of a tile of the output and of the input.
    private const int OutputTile = 4, InputTile = 6;

    // What it costs beside the products of matrices, in multiplications: to bring a number to the tiles' basis or back, and to read one
    // of the weights, of which there are four times as many. Fitted to times of two threads with AVX2.
    private const double Transform = 80, WeightRead = 26;

    // Tiles that take more memory than this cost more, by this factor: they leave the cache between two steps.
    private const long CacheBytes = 4 << 20;
    private const double BeyondCache = 1.25;

    // The least factor by which it has to be ahead.
    private const double Gain = 1.05;

    // B^T, G and A^T of the paper.
    private static readonly double[,] Inputs =
    {
        { 4, 0, -5, 0, 1, 0 }, { 0, -4, -4, 1, 1, 0 }, { 0, 4, -4, -1, 1, 0 }, { 0, -2, -1, 2, 1, 0 }, { 0, 2, -1, -2, 1, 0 }, { 0, 4, 0, -5, 0, 1 },
    };

    private static readonly double[,] Kernels =
    {
        { 1 / 4.0, 0, 0 }, { -1 / 6.0, -1 / 6.0, -1 / 6.0 }, { -1 / 6.0, 1 / 6.0, -1 / 6.0 }, { 1 / 24.0, 1 / 12.0, 1 / 6.0 }, { 1 / 24.0, -1 / 12.0, 1 / 6.0 }, { 0, 0, 1 },
    };

    private static readonly double[,] Outputs = { { 1, 1, 1, 1, 1, 0 }, { 0, 1, -1, 2, -2, 0 }, { 0, 1, 1, 4, 4, 0 }, { 0, 1, -1, 8, -8, 1 } };

    /// <summary>Replaces the convolutions for which it pays.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputSize">The side of its images in pixels.</param>
    /// <param name="batch">The number of images at once.</param>
    public static StepGraph Apply(StepGraph graph, int inputSize, int batch)
    {
        var sizes = MapSizes.Of(graph, inputSize);
        var chosen = sizes.Where(entry => entry.Key is ConvolutionStep convolution && Takes(convolution) && Pays(convolution, entry.Value, batch))
            .Select(entry => ((ConvolutionStep)entry.Key).Weight).ToHashSet(ReferenceEqualityComparer.Instance);
        return graph.Rewrite((step, _) => step is ConvolutionStep convolution && chosen.Contains(convolution.Weight) ? new WinogradStep(convolution) : step);
    }

    /// <summary><c>[6, 6]</c>: brings the columns and the rows of a tile of the map to the basis.</summary>
    public static Tensor InputTransform() => tensor(Inputs);

    /// <summary><c>[36, 9]</c>: brings a kernel, row by row, to the basis.</summary>
    public static Tensor KernelTransform()
    {
        var inOneDirection = tensor(Kernels);
        return kron(inOneDirection, inOneDirection);
    }

    /// <summary><c>[4, 6]</c>: brings the columns and the rows of a tile of the result back.</summary>
    public static Tensor OutputTransform() => tensor(Outputs);

    /// <summary>Whether a convolution is of the kind that it computes.</summary>
    /// <param name="convolution">The convolution.</param>
    internal static bool Takes(ConvolutionStep convolution) =>
        convolution.Weight.shape is [_, _, 3, 3] && convolution.Shape is { Stride: [1, 1], Padding: [1, 1], Dilation: [1, 1], Groups: 1 };

    private static bool Pays(ConvolutionStep convolution, (long Rows, long Columns) map, int batch)
    {
        var (outputs, inputs) = (convolution.Weight.shape[0], convolution.Weight.shape[1]);
        var tiles = batch * Tiles(map.Rows) * Tiles(map.Columns);
        // Vectors of twice the length make arithmetic cheaper, not memory. That is a guess on the safe side: it was not measured.
        var memory = Avx512F.IsSupported ? 2 : 1;
        var transform = InputTile * InputTile * tiles * inputs * sizeof(float) > CacheBytes ? Transform * BeyondCache : Transform;
        var winograd = InputTile * InputTile * (tiles * inputs * outputs + memory * (transform * tiles * (inputs + outputs) + WeightRead * inputs * outputs));
        return winograd * Gain < 9.0 * batch * map.Rows * map.Columns * inputs * outputs;
    }

    private static long Tiles(long side) => (side + OutputTile - 1) / OutputTile;
}
