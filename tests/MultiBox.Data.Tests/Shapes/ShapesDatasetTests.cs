using System.Security.Cryptography;
using System.Xml.Linq;
using MultiBox.Abstractions;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Shapes;

public sealed class ShapesDatasetTests : IDisposable
{
    private static readonly ShapesOptions Small = new() { ImageSize = 96, TrainCount = 12, ValCount = 4, TestCount = 6 };

    private readonly string _root = Directory.CreateTempSubdirectory("multibox-").FullName;

    private string Folder => Path.Combine(_root, "Shapes");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_folder_has_the_layout_of_voc()
    {
        Assert.True(ShapesDataset.Generate(Folder, Small));
        var lists = new[] { "train", "val", "trainval", "test" }.Select(name => File.ReadAllLines(Path.Combine(Folder, "ImageSets", "Main", name + ".txt"))).ToArray();
        Assert.Equal([12, 4, 16, 6], lists.Select(list => list.Length));
        Assert.Equal(lists[2], lists[0].Concat(lists[1]));
        foreach (var id in lists[2].Concat(lists[3]))
        {
            Assert.Equal((96, 96), ImageFile.ReadSize(Path.Combine(Folder, "JPEGImages", id + ".jpg")));
            var annotation = XElement.Load(Path.Combine(Folder, "Annotations", id + ".xml"));
            Assert.Equal(id + ".jpg", annotation.Element("filename")!.Value);
            Assert.NotEmpty(annotation.Elements("object"));
            foreach (var item in annotation.Elements("object"))
            {
                Assert.Contains(item.Element("name")!.Value, ShapesDataset.ClassNames);
                var box = item.Element("bndbox")!.Elements().ToDictionary(e => e.Name.LocalName, e => (int)e);
                Assert.True(box["xmin"] >= 1 && box["xmin"] <= box["xmax"] && box["xmax"] <= 96);
                Assert.True(box["ymin"] >= 1 && box["ymin"] <= box["ymax"] && box["ymax"] <= 96);
            }
        }

        Assert.Equal([Folder], Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void The_same_options_give_the_same_bytes_and_another_seed_others()
    {
        ShapesDataset.Generate(Folder, Small);
        ShapesDataset.Generate(Folder + "2", Small);
        ShapesDataset.Generate(Folder + "3", Small with { Seed = 2 });
        Assert.Equal(Hashes(Folder), Hashes(Folder + "2"));
        Assert.NotEqual(Hashes(Folder)["JPEGImages/train_00001.jpg"], Hashes(Folder + "3")["JPEGImages/train_00001.jpg"]);
    }

    [Fact]
    public void More_training_images_leave_the_test_images_as_they_were()
    {
        ShapesDataset.Generate(Folder, Small);
        ShapesDataset.Generate(Folder + "2", Small with { TrainCount = 15 });
        Assert.Equal(Hashes(Folder)["JPEGImages/test_00006.jpg"], Hashes(Folder + "2")["JPEGImages/test_00006.jpg"]);
        Assert.Equal(Hashes(Folder)["JPEGImages/train_00012.jpg"], Hashes(Folder + "2")["JPEGImages/train_00012.jpg"]);
    }

    [Fact]
    public void A_current_folder_is_left_alone()
    {
        Assert.False(ShapesDataset.IsCurrent(Folder, Small));
        ShapesDataset.Generate(Folder, Small);
        Assert.True(ShapesDataset.IsCurrent(Folder, Small));
        Assert.False(ShapesDataset.IsCurrent(Folder, Small with { Seed = 2 }));
        var written = Directory.GetCreationTimeUtc(Folder);
        Assert.False(ShapesDataset.Generate(Folder, Small));
        Assert.Equal(written, Directory.GetCreationTimeUtc(Folder));
    }

    [Fact]
    public void Other_options_or_a_missing_image_replace_the_folder()
    {
        ShapesDataset.Generate(Folder, Small);
        Assert.True(ShapesDataset.Generate(Folder, Small with { TrainCount = 2 }));
        Assert.Equal(12, Directory.GetFiles(Path.Combine(Folder, "JPEGImages")).Length);
        File.Delete(Path.Combine(Folder, "JPEGImages", "val_00001.jpg"));
        Assert.True(ShapesDataset.Generate(Folder, Small with { TrainCount = 2 }));
        Assert.Equal([Folder], Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void A_folder_with_other_files_is_never_touched()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "thesis.txt"), "years of work");
        var fault = Assert.Throws<MultiBoxException>(() => ShapesDataset.Generate(Folder, Small));
        Assert.Equal(
            $"{Folder}: expected no folder, an empty one or a generated data set; found other files. Nothing was changed. "
            + "Name another folder, or move these files away.",
            fault.Message);
        Assert.Equal("years of work", File.ReadAllText(Path.Combine(Folder, "thesis.txt")));
    }

    [Fact]
    public void Stopping_leaves_nothing_behind()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new Handler(_ => cancellation.Cancel());
        Assert.ThrowsAny<OperationCanceledException>(() => ShapesDataset.Generate(Folder, Small with { TrainCount = 2000 }, progress, cancellation.Token));
        Assert.Empty(Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void Progress_ends_at_one()
    {
        var heard = new List<double>();
        ShapesDataset.Generate(Folder, Small, new Handler(heard.Add));
        Assert.Equal(1, heard.Max());
    }

    [Fact]
    public void All_faults_of_the_options_are_named_at_once()
    {
        var fault = Assert.Throws<ArgumentException>(() => ShapesDataset.Generate(Folder, new ShapesOptions { ImageSize = 8, TestCount = -1 }));
        Assert.Equal($"ImageSize: expected 32..2048, found 8.{Environment.NewLine}TestCount: expected 0..99999, found -1.", fault.Message);
    }

    private static Dictionary<string, string> Hashes(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder, f).Replace('\\', '/'), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))));

    private sealed class Handler(Action<double> action) : IProgress<double>
    {
        public void Report(double value)
        {
            lock (this) action(value);
        }
    }
}
