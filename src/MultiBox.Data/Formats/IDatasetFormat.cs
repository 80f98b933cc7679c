using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// How a source keeps its pictures and annotations. Every format gives the same <see cref="ImageRecord"/>s. A source is a folder;
/// an image set is a named part of it, such as VOC's <c>trainval</c> or COCO's <c>train2017</c>. Formats have no state and are safe
/// for several threads.
/// </summary>
public interface IDatasetFormat
{
    /// <summary>The name in an experiment's <c>format</c>, e.g. <c>voc</c>.</summary>
    string Name { get; }

    /// <summary>What a folder lacks to be in this format, for people; none when it is.</summary>
    /// <param name="root">The folder, whether it exists or not.</param>
    IReadOnlyList<string> MissingParts(string root);

    /// <summary>The image sets of a folder, in order.</summary>
    /// <param name="root">The folder, in this format.</param>
    IReadOnlyList<string> ImageSetNames(string root);

    /// <summary>
    /// The file that makes an image set, or the folder where that is all that makes it: where it is, or where it would be when there is
    /// none.
    /// </summary>
    /// <param name="root">The folder, in this format.</param>
    /// <param name="imageSet">The image set's name.</param>
    string ImageSetFile(string root, string imageSet);

    /// <summary>
    /// The files and folders that decide what is read, other than image sets and annotations: when one of them changed, what was left
    /// out may be there, and what was read may mean something else.
    /// </summary>
    /// <param name="root">The folder, in this format.</param>
    IReadOnlyList<string> Watched(string root) => [root];

    /// <summary>
    /// Reads image sets. The order of the records depends on the files alone. With <see cref="BadDataPolicy.Fail"/> the faults come
    /// back marked <see cref="BadDataAction.Refused"/>.
    /// </summary>
    /// <param name="folder">The source.</param>
    /// <param name="imageSets">Names of image sets that exist, read in this order; an image of several counts once.</param>
    /// <param name="options">The classes and the policies.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="MultiBoxException">The source cannot be read at all.</exception>
    ReadingResult Read(SourceFolder folder, IReadOnlyList<string> imageSets, ReadingOptions options, CancellationToken cancellationToken = default);
}
