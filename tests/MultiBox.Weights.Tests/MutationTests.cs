using MultiBox.Abstractions;
using MultiBox.Weights.Tests.Mxnet;

namespace MultiBox.Weights.Tests;

/// <summary>Damaged copies of good files: every one is read or refused, in bounded memory.</summary>
public sealed class MutationTests
{
    private const int Cases = 400;
    private const long MaxAllocated = 4 << 20;

    public static TheoryData<string> Files => [.. Contents.Keys];

    private static Dictionary<string, byte[]> Contents => new()
    {
        ["state.pth"] = File.ReadAllBytes(TemporaryFile.Given("state.pth")),
        ["state-old.pth"] = File.ReadAllBytes(TemporaryFile.Given("state-old.pth")),
        ["a.params"] = Params.File([Params.Array(2, [3], [1, 2, 3]), Params.Array(0, [2], [1, 2]), Params.Array(1, [1, 2], [1, 2])], ["arg:a", "arg:b", "aux:c"]),
        ["a.safetensors"] = [.. BitConverter.GetBytes(64UL), .. """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"""u8.ToArray().Concat(Enumerable.Repeat((byte)' ', 10)), .. new byte[8]],
        ["a.caffemodel"] = [0xa2, 0x06, 19, 0x0a, 1, (byte)'c', 0x12, 1, (byte)'S', 0x3a, 11, 0x2a, 4, 0, 0, 0x80, 0x3f, 0x3a, 3, 0x0a, 1, 1],
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_damaged_copy_is_read_or_refused_in_bounded_memory(string name)
    {
        var whole = Contents[name];
        using (var good = new TemporaryFile(whole, Path.GetExtension(name))) Assert.NotEmpty(WeightFiles.Read(good.Path).Tensors);
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var content = Mutate(whole, random);
            using var file = new TemporaryFile(content, Path.GetExtension(name));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Assert.All(WeightFiles.Read(file.Path).Tensors, tensor => Assert.Equal(tensor.Count, tensor.ToFloats().Length));
            }
            catch (MultiBoxException)
            {
                // Refused with a reason.
            }
            catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {fault}");
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MaxAllocated, $"seed {seed} allocated {GC.GetAllocatedBytesForCurrentThread() - before} bytes");
        }
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        var content = (byte[])whole.Clone();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(content.Length);
            switch (random.Next(4))
            {
                case 0: content[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: content[at] = (byte)random.Next(256); break;
                case 2: content.AsSpan(at, Math.Min(random.Next(1, 9), content.Length - at)).Fill((byte)(random.Next(2) * 255)); break;
                default: content = content[..Math.Max(1, at)]; break;
            }
        }

        return content;
    }
}
