using MultiBox.Abstractions;
using MultiBox.Pipeline.Detecting;

namespace MultiBox.Pipeline.Tests.Detecting;

public sealed class PictureFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PictureFilesTests()
    {
        foreach (var name in new[] { "pets/dog.jpg", "pets/cat.PNG", "pets/notes.txt", "pets/young/puppy.jpg", "texts/a.txt" }) _folder.Write(name, "");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_taken_whatever_its_name() => Assert.Equal([_folder["pets/notes.txt"]], Find("pets/notes.txt"));

    [Fact]
    public void Of_a_folder_all_pictures_are_taken_in_order_of_their_names() =>
        Assert.Equal([_folder["pets/cat.PNG"], _folder["pets/dog.jpg"]], Find("pets"));

    [Fact]
    public void Files_and_folders_come_in_the_order_given() =>
        Assert.Equal([_folder["pets/young/puppy.jpg"], _folder["pets/cat.PNG"], _folder["pets/dog.jpg"]], Find("pets/young/puppy.jpg", "pets"));

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var fault = Assert.Throws<MultiBoxException>(() => Find("pets/dig.jpg", "pets/dog.jpg", "texts", "nowhere/at/all.jpg", "pest"));
        Assert.Equal(
            $"""
            --images: there is no picture or folder {_folder["pets/dig.jpg"]}. Did you mean 'dog.jpg'?
            --images: {_folder["texts"]} holds no picture (.jpg, .jpeg, .png, .bmp, .webp, .gif).
            --images: there is no picture or folder {_folder["nowhere/at/all.jpg"]}.
            --images: there is no picture or folder {_folder["pest"]}. Did you mean 'pets'?
            """.ReplaceLineEndings("\n"),
            fault.Message);
    }

    private IReadOnlyList<string> Find(params string[] names) => PictureFiles.Find(names.Select(name => _folder[name]), "--images");
}
