using MultiBox.Abstractions;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Fetching;

/// <summary>Archives with random bytes in them: they unpack or are refused, and nothing else happens.</summary>
public sealed class ArchiveFuzzTests : IDisposable
{
    private const int Rounds = 150;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    [InlineData("tar.bz2")]
    [InlineData("zip")]
    public void Changed_archives_are_unpacked_or_refused(string kind)
    {
        var whole = Archives.Of(kind, ("d/a.txt", new string('a', 300)), ("d/e/b.txt", "there"), ("c", ""));
        foreach (var random in Randoms())
        {
            var bytes = whole.ToArray();
            for (var changes = random.Next(1, 8); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            AssertUnpacksOrIsRefused(random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
        }
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0 })]
    [InlineData(new byte[] { (byte)'B', (byte)'Z', (byte)'h', (byte)'9' })]
    [InlineData(new byte[] { 0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, 0, 4 })]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4 })]
    public void Random_bytes_behind_each_mark_are_refused(byte[] mark)
    {
        foreach (var random in Randoms())
        {
            var bytes = new byte[random.Next(2000)];
            random.NextBytes(bytes);
            Assert.False(AssertUnpacksOrIsRefused([.. mark, .. bytes]));
        }
    }

    private static IEnumerable<Random> Randoms()
    {
#pragma warning disable CA5394 // Test content, not a secret.
        for (var seed = 0; seed < Rounds; seed++) yield return new Random(seed);
#pragma warning restore CA5394
    }

    private bool AssertUnpacksOrIsRefused(byte[] archive)
    {
        var path = _folder.Write("archive", archive);
        var spec = new ArchiveSpec { FileName = "archive", Urls = [], MaxUnpackedBytes = 1 << 20, MaxEntries = 100 };
        try
        {
            new ArchiveUnpacker(path, _folder.At("out"), spec).Unpack(CancellationToken.None);
            return true;
        }
        catch (Exception fault) when (fault is ArchiveFault or MultiBoxException)
        {
            return false;
        }
        finally
        {
            if (Directory.Exists(_folder.At("out"))) Directory.Delete(_folder.At("out"), recursive: true);
            File.Delete(_folder.At("out.part"));
            Assert.Equal(["archive"], Directory.EnumerateFileSystemEntries(_folder.Root).Select(entry => Path.GetFileName(entry)));
        }
    }
}
