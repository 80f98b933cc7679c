using System.Text;
using MultiBox.Abstractions;
using MultiBox.Testing;

namespace MultiBox.Weights.Tests.Mxnet;

public sealed class MxnetParamsReaderTests
{
    [SkippableFact]
    public void A_file_that_mxnet_wrote_is_read_exactly()
    {
        var path = SharedData.TryFind("mxnet/legacy_ndarray.v0");
        Skip.If(path is null, SharedData.Absent);

        var file = WeightFiles.Read(path!);

        Assert.Equal(["0", "1", "2", "3", "4", "5"], file.Tensors.Select(tensor => tensor.Name));
        Assert.All(file.Tensors, tensor =>
        {
            Assert.Equal(WeightType.F32, tensor.Type);
            Assert.Equal([128], tensor.Shape);
            Assert.Equal(Enumerable.Range(0, 128).Select(i => (float)i), tensor.ToFloats());
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_version_gives_the_same_arrays(int version)
    {
        using var file = new TemporaryFile(Params.File([Params.Array(version, [2, 3], [0, 1, 2, 3, 4, 5]), Params.Array(version, [1], [9])], ["arg:conv0_weight", "aux:bn0_moving_mean"]));

        var tensors = WeightFiles.Read(file.Path).Tensors;

        Assert.Equal(["arg:conv0_weight", "aux:bn0_moving_mean"], tensors.Select(tensor => tensor.Name));
        Assert.Equal([2, 3], tensors[0].Shape);
        Assert.Equal([0f, 1, 2, 3, 4, 5], tensors[0].ToFloats());
        Assert.Equal([9f], tensors[1].ToFloats());
    }

    [Fact]
    public void Arrays_that_were_never_filled_are_empty()
    {
        using var file = new TemporaryFile(Params.File([Params.Empty(2), Params.Empty(3), Params.Array(2, [1], [4])], ["a", "b", "c"]));
        Assert.Equal([0, 0, 1], WeightFiles.Read(file.Path).Tensors.Select(tensor => tensor.Count));
    }

    [Fact]
    public void Faults_say_what_and_where()
    {
        var array = Params.Array(2, [2], [1, 2]);
        Fails(Params.File([array], ["a", "b"]), "it has 1 arrays but 2 names");
        Fails(Params.File([array, array], ["a", "a"]), "array 'a' is listed 2 times");
        Fails([.. Params.File([array], ["a"]), 0], "1 bytes follow its end at byte");
        Fails([.. BitConverter.GetBytes(0x112UL), .. new byte[8], .. BitConverter.GetBytes(ulong.MaxValue)], "it claims 18446744073709551615 arrays, but 0 bytes follow");
        Fails(Params.File([Params.Raw(2, 1, [2], [1, 2])], ["a"]), "array 0 at byte 24 is sparse (storage type 1); only dense arrays are read");
        Fails(Params.File([Params.Raw(2, 0, [long.MaxValue, long.MaxValue], [1])], ["a"]), "has the shape [9223372036854775807, 9223372036854775807], but");
        Fails(Params.File([Params.Raw(2, 0, [-1], [1])], ["a"]), "array 0 has the shape [-1]");
        Fails(Params.File([Params.Raw(2, 0, [2], [1, 2], type: 9)], ["a"]), "array 0 at byte 24 has type 9, which is none of 0 to 6");
        Fails(Params.File([BitConverter.GetBytes(0xDEADBEEF)], []), "array 0 at byte 24 begins with 0xdeadbeef, which is no array");

        static void Fails(byte[] content, string why)
        {
            using var file = new TemporaryFile(content, ".params");
            var fault = Assert.Throws<MultiBoxException>(() => WeightFiles.Read(file.Path));
            Assert.StartsWith($"{file.Path}: not a whole MXNet params file: ", fault.Message, StringComparison.Ordinal);
            Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var whole = Params.File([Params.Array(2, [3], [1, 2, 3]), Params.Array(0, [2], [1, 2])], ["arg:a", "arg:b"]);
        for (var length = 8; length < whole.Length; length++)
        {
            using var file = new TemporaryFile(whole[..length]);
            Assert.Throws<MultiBoxException>(() => WeightFiles.Read(file.Path));
        }
    }
}

/// <summary>Builds files in MXNet's form.</summary>
internal static class Params
{
    public static byte[] File(IReadOnlyList<byte[]> arrays, IReadOnlyList<string> names) =>
    [
        .. BitConverter.GetBytes(0x112UL), .. BitConverter.GetBytes(0UL), .. BitConverter.GetBytes((ulong)arrays.Count), .. arrays.SelectMany(array => array),
        .. BitConverter.GetBytes((ulong)names.Count), .. names.SelectMany(name => (byte[])[.. BitConverter.GetBytes((ulong)Encoding.UTF8.GetByteCount(name)), .. Encoding.UTF8.GetBytes(name)]),
    ];

    public static byte[] Array(int version, long[] shape, float[] values) => Raw(version, 0, shape, values);

    public static byte[] Raw(int version, int storage, long[] shape, float[] values, int type = 0) =>
    [
        .. version switch
        {
            0 => [],
            1 => BitConverter.GetBytes(0xF993FAC8),
            _ => (byte[])[.. BitConverter.GetBytes(version == 2 ? 0xF993FAC9 : 0xF993FACA), .. BitConverter.GetBytes(storage)],
        },
        .. BitConverter.GetBytes(shape.Length),
        .. shape.SelectMany(size => version == 0 ? BitConverter.GetBytes((uint)size) : BitConverter.GetBytes(size)),
        .. BitConverter.GetBytes(1), .. BitConverter.GetBytes(0), .. BitConverter.GetBytes(type),
        .. values.SelectMany(BitConverter.GetBytes),
    ];

    public static byte[] Empty(int version) =>
        [.. BitConverter.GetBytes(version == 2 ? 0xF993FAC9 : 0xF993FACA), .. BitConverter.GetBytes(0), .. BitConverter.GetBytes(version == 2 ? 0 : -1)];
}
