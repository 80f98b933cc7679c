using System.Text;
using System.Text.Json;
using MultiBox.Boxes;

namespace MultiBox.Evaluation.Tests;

public class CocoResultsTests
{
    [Fact]
    public void The_file_is_a_list_of_objects_with_these_keys() => Assert.Equal(
        """[{"image_id":139,"category_id":90,"bbox":[10.5,20.25,30.125,40],"score":0.75},{"image_id":"é \"1\"","category_id":1,"bbox":[0,0,1,2],"score":0.1}]""",
        Write(new CocoDetection("000000000139", 90, 0.75f, new Box(10.5f, 20.25f, 40.625f, 60.25f)), new CocoDetection("é \"1\"", 1, 0.1f, new Box(0, 0, 1, 2))));

    [Fact]
    public void Nothing_found_is_an_empty_list() => Assert.Equal("[]", Write());

    [Fact]
    public void Coordinates_have_three_decimals_and_scores_all_of_theirs() => Assert.Equal(
        """[{"image_id":1,"category_id":1,"bbox":[0,0.333,1,0.667],"score":0.12345679}]""",
        Write(new CocoDetection("1", 1, 0.123456789f, new Box(-0.0001f, 1 / 3f, 1, 1))));

    [Fact]
    public void What_is_written_leaves_memory_while_more_comes_and_the_stream_stays_open()
    {
        using var stream = new MemoryStream();
        var (bytes, waiting) = (0L, 0L);
        CocoResults.Write(stream, Enumerable.Range(0, 20_000).Select(i =>
        {
            waiting = Math.Max(waiting, bytes - stream.Length);
            bytes += 60;
            return new CocoDetection($"{i}", 1, 0.5f, new Box(i, 0, i + 10, 10));
        }));
        Assert.True(waiting < 200_000, $"{waiting} bytes were waiting.");
        stream.WriteByte((byte)'\n');
        Assert.Equal(20_000, JsonDocument.Parse(stream.ToArray()).RootElement.GetArrayLength());
    }

    [Fact]
    public void Wrong_input_is_refused()
    {
        Refused("A detection's image has no id.", new CocoDetection("", 1, 0.5f, default));
        Refused("A detection of image 7 has a number that is not finite.", new CocoDetection("7", 1, float.NaN, default));
        Refused("A detection of image 7 has a number that is not finite.", new CocoDetection("7", 1, 0.5f, new Box(0, 0, float.PositiveInfinity, 1)));

        static void Refused(string message, CocoDetection detection) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => Write(detection)).Message);
    }

    private static string Write(params CocoDetection[] detections)
    {
        using var stream = new MemoryStream();
        CocoResults.Write(stream, detections);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
