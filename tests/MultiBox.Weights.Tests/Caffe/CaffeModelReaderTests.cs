using Google.Protobuf;
using MultiBox.Abstractions;
using MultiBox.Weights.Caffe;

namespace MultiBox.Weights.Tests.Caffe;

public sealed class CaffeModelReaderTests
{
    [Fact]
    public void Layers_of_both_forms_give_their_blobs()
    {
        var network = new Network { Name = "n" };
        network.Layer.Add(new Layer { Name = "conv", Type = "Convolution", Blobs = { Blob([2, 1, 1, 2], [1, 2, 3, 4]), Blob([2], [5, 6]) } });
        network.Layers.Add(new OldLayer { Name = "old", Type = 4, Blobs = { new Blob { Num = 1, Channels = 1, Height = 1, Width = 2, DoubleData = { 7, 8 } } } });

        var file = Read(network.ToByteArray());

        Assert.Equal(["conv/0", "conv/1", "old/0"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([2, 1, 1, 2], file.Tensors[0].Shape);
        Assert.Equal([1f, 2, 3, 4], file.Tensors[0].ToFloats());
        Assert.Equal([1, 1, 1, 2], file.Tensors[2].Shape);
        Assert.Equal(WeightType.F64, file.Tensors[2].Type);
        Assert.Equal([7f, 8], file.Tensors[2].ToFloats());
    }

    [Fact]
    public void Fields_of_the_wire_format_are_those_of_caffe()
    {
        // layer (100): name (1) "c", type (2) "S", blobs (7): data (5) 1.0, shape (7): dim (1) 1.
        byte[] blob = [0x2a, 4, 0, 0, 0x80, 0x3f, 0x3a, 3, 0x0a, 1, 1];
        byte[] layer = [0x0a, 1, (byte)'c', 0x12, 1, (byte)'S', 0x3a, (byte)blob.Length, .. blob];
        var tensor = Assert.Single(Read([0xa2, 0x06, (byte)layer.Length, .. layer]).Tensors);
        Assert.Equal("c/0", tensor.Name);
        Assert.Equal([1f], tensor.ToFloats());
    }

    [Fact]
    public void Faults_are_told()
    {
        Fails([], "empty, or no file but a pipe or device");
        Fails(new Network { Name = "n" }.ToByteArray(), "it holds no layer with weights");
        Fails(new Network { Layer = { new Layer { Name = "a", Blobs = { Blob([3], [1, 2]) } } } }.ToByteArray(), "blob 'a/0' has the shape [3] but 2 numbers");
        Fails(new Network { Layer = { new Layer { Name = "a", Blobs = { Blob([-3], [1, 2]) } } } }.ToByteArray(), "blob 'a/0' has the shape [-3] but 2 numbers");
        Fails([0xa2, 0x06, 0xff, 0xff, 0xff, 0xff, 0x07], "not a whole caffemodel file");

        static void Fails(byte[] content, string why) =>
            Assert.Contains(why, Assert.Throws<MultiBoxException>(() => Read(content)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused_or_holds_fewer_layers()
    {
        var network = new Network { Layer = { new Layer { Name = "a", Blobs = { Blob([2], [1, 2]) } }, new Layer { Name = "b", Blobs = { Blob([2], [3, 4]) } } } };
        var whole = network.ToByteArray();
        for (var length = 0; length < whole.Length; length++)
        {
            try
            {
                Assert.Equal("a/0", Assert.Single(Read(whole[..length]).Tensors).Name);
            }
            catch (MultiBoxException)
            {
                // Cut inside a layer.
            }
        }
    }

    private static Blob Blob(long[] shape, float[] values) => new() { Shape = new Shape { Dim = { shape } }, Data = { values } };

    private static WeightFile Read(byte[] content)
    {
        using var file = new TemporaryFile(content, ".caffemodel");
        return WeightFiles.Read(file.Path);
    }
}
