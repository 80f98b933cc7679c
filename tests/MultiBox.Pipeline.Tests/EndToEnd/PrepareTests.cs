using MultiBox.Abstractions;
using MultiBox.Imaging;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class PrepareTests : IDisposable
{
    private readonly Laboratory _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void It_tells_images_objects_pack_sizes_and_speed()
    {
        var lines = _lab.RunTo(Stage.Prepare);

        var table = _lab.Log.Tables.Single(table => table.Title.StartsWith("Prepared in ", StringComparison.Ordinal));
        Assert.Equal(["split", ">images", ">objects", ">pack", "faults"], table.Columns);
        Assert.Equal([("train", "12", "no faults"), ("test", "4", "no faults")], table.Rows.Select(row => (row[0], row[1], row[4])));
        Assert.All(table.Rows, row => Assert.Matches(@"^0\.[0-9] MB$", row[3]));
        Assert.Matches($@"^Prepare: 16 images, [0-9,]+ images/s \({Folder}\)\.$", lines[^1]);
    }

    [Fact]
    public void A_second_run_after_a_change_takes_over_the_rest()
    {
        _lab.RunTo(Stage.Prepare);
        var path = _lab["data/shapes/JPEGImages/train_00003.jpg"];
        File.WriteAllBytes(path, ImageFile.EncodeJpeg(ImageFile.Decode(path), 50));

        var lines = _lab.RunTo(Stage.Prepare);

        Assert.Contains($"Prepare: runs again (changed: {path}).", lines);
        Assert.Matches($@"^Prepare: 16 images, [0-9,]+ images/s, 15 of them unchanged \({Folder}\)\.$", lines[^1]);
        _lab.Options = _lab.Options with { Force = true };
        Assert.DoesNotContain("unchanged", _lab.RunTo(Stage.Prepare)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Files_with_new_times_and_the_same_content_outdate_no_training()
    {
        _lab.RunTo(Stage.Train);
        foreach (var path in Directory.GetFiles(_lab["data/shapes/JPEGImages"])) File.SetLastWriteTimeUtc(path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var lines = _lab.RunTo(Stage.Train);

        Assert.StartsWith("Prepare: runs again (changed: ", Assert.Single(lines, line => line.StartsWith("Prepare: runs again", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("Train: unchanged, skipped", Laboratory.Decisions(lines)[^1]);
    }

    [Fact]
    public void A_pack_that_was_damaged_on_the_disk_is_made_anew()
    {
        _lab.RunTo(Stage.Prepare);
        var pack = Assert.Single(Directory.GetFiles(_lab["artifacts/.prepared"], "test.pack", SearchOption.AllDirectories));
        var bytes = File.ReadAllBytes(pack);
        bytes[20] ^= 1;
        File.WriteAllBytes(pack, bytes);

        var lines = _lab.RunTo(Stage.Prepare);

        Assert.Contains(
            $"Prepare: runs again ({pack}: damaged (its header's checksum does not fit). Prepare the data set again: --target Prepare --force.)", lines);
        Assert.NotEqual(bytes, File.ReadAllBytes(pack));
    }

    // What a pack's reader finds while training names the picture and what to do.
    [Fact]
    public void A_damaged_picture_stops_the_training_with_its_name()
    {
        _lab.RunTo(Stage.Prepare);
        var pack = Assert.Single(Directory.GetFiles(_lab["artifacts/.prepared"], "train.pack", SearchOption.AllDirectories));
        var bytes = File.ReadAllBytes(pack);
        bytes[200] ^= 1;
        File.WriteAllBytes(pack, bytes);

        var fault = Assert.Throws<MultiBoxException>(() => _lab.RunTo(Stage.Train));

        Assert.Equal(
            $"{pack}: damaged (the checksum of picture 0 does not fit: 'train_00001' of shapes, from {_lab["data/shapes/JPEGImages/train_00001.jpg"]}). "
            + "Prepare the data set again: --target Prepare --force.",
            fault.Message);
    }

    [Fact]
    public void What_follows_needs_no_sources()
    {
        _lab.RunTo(Stage.Demo);
        var demo = Directory.GetFiles(_lab.Run.Demo).ToDictionary(path => path, File.ReadAllBytes);
        Directory.Delete(_lab["data"], recursive: true);
        Directory.Delete(_lab["artifacts/tiny"], recursive: true);

        using (var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None))
        {
            for (var stage = Stage.Train; stage <= Stage.Demo; stage++) bench.Run(stage);
        }

        Assert.Equal(demo, Directory.GetFiles(_lab.Run.Demo).ToDictionary(path => path, File.ReadAllBytes));
    }

    private static string Folder => "/.*/artifacts/\\.prepared/tiny-[0-9a-f]{12}";
}
