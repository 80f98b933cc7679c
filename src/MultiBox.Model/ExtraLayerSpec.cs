namespace MultiBox.Model;

/// <summary>One extra layer: 1x1 convolution to max(128, n/2), ReLU, then 3x3 convolution to n, ReLU (SSD, sec. 3; mxnet-ssd).</summary>
/// <param name="Channels">n, the channels of its map.</param>
/// <param name="Stride">Stride of the 3x3 convolution, 1 or 2.</param>
/// <param name="Padding">Padding of the 3x3 convolution, 0 or 1.</param>
/// <param name="BatchNorm">Whether batch norm follows each convolution (which then has no bias), as backbones trained from scratch like.</param>
/// <param name="Separable">
/// SSDLite's form (arXiv:1801.04381, sec. 6.2, as torchvision has it): 1x1 convolution to n/2, depthwise 3x3, 1x1 to n, batch norm (eps 1e-3)
/// and ReLU6 after each.
/// </param>
/// <param name="Kernel">Side of the second convolution's kernel in place of 3, e.g. the 4 of the last layer of Caffe's SSD512.</param>
/// <param name="Squeeze">Channels of the first convolution in place of max(128, n/2), or of n/2 in the separable form.</param>
public sealed record ExtraLayerSpec(int Channels, int Stride = 2, int Padding = 1, bool BatchNorm = false, bool Separable = false, int Kernel = 3, int? Squeeze = null);
