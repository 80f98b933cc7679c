namespace MultiBox.Experiments;

/// <summary>
/// On a text or a list of texts: a path of a file. A relative path is looked up beside the file that names it, then in the
/// repository; it is kept relative to the repository, so that a resolved experiment means the same wherever it is stored.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FilePathAttribute : Attribute;
