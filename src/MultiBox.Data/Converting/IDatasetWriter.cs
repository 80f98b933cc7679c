namespace MultiBox.Data;

/// <summary>An image as it is written.</summary>
/// <param name="Name">Its name in the new data set.</param>
/// <param name="FileName">Its picture's file name: the name with the extension of its content.</param>
/// <param name="Record">What it holds.</param>
internal readonly record struct WrittenImage(string Name, string FileName, ImageRecord Record);

/// <summary>Writes a data set in one format into a folder of its own.</summary>
internal interface IDatasetWriter
{
    /// <summary>Whether all image sets share one folder of pictures, so that a name is one picture.</summary>
    bool SharesPictures { get; }

    /// <summary>The folder of an image set's pictures.</summary>
    string PictureFolder(string imageSet);

    /// <summary>Creates the folders of an image set.</summary>
    void CreateFolders(string imageSet);

    /// <summary>Writes the annotation of one image, where the format has a file for each. Safe for several threads.</summary>
    void WriteImage(string imageSet, WrittenImage image);

    /// <summary>Writes what is about an image set as a whole, after its images.</summary>
    void WriteImageSet(string imageSet, IReadOnlyList<WrittenImage> images, CancellationToken cancellationToken);

    /// <summary>Writes what is about the whole data set, at the end.</summary>
    void WriteDataset(IReadOnlyList<string> imageSets);
}
