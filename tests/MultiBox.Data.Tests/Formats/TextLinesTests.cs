using MultiBox.Abstractions;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Formats;

public sealed class TextLinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a\n")]
    [InlineData("a\nb")]
    [InlineData("\n\na\r\n\r\nb\rc\r\r\nd\n\r")]
    [InlineData("\uFEFFä\n犬\0\n")]
    public void Lines_are_those_that_the_platform_reads(string text)
    {
        var path = _folder.Write("a.txt", text);

        Assert.Equal(File.ReadLines(path).Select((line, i) => (line, i + 1)), TextLines.Read(path));
    }

    [Fact]
    public void A_line_end_between_two_reads_is_one()
    {
        var path = _folder.Write("a.txt", new string('x', 4095) + "\r\n" + new string('y', 4096) + "\r\nz");

        Assert.Equal(File.ReadLines(path).Select((line, i) => (line, i + 1)), TextLines.Read(path));
    }

    [Fact]
    public void A_line_that_is_too_long_is_told_with_its_number()
    {
        var path = _folder.Write("a.txt", "a\n12345\n123456\n");

        Assert.Equal(
            $"{path}:3: the line is too long: expected at most 5 characters. It is no such list.",
            Assert.Throws<MultiBoxException>(() => TextLines.Read(path, longest: 5).ToList()).Message);
    }
}
