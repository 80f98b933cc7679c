using Cake.Core.IO;

namespace Cake.Frosting.Internal;

/// <summary>The folder that the build asks to run in.</summary>
internal sealed record WorkingDirectory(DirectoryPath Path);
