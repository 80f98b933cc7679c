using System.Text;
using MultiBox.Weights;
using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>Writes what <c>torch.jit.load</c> takes for a module that <c>torch.jit.save</c> wrote.</summary>
internal static class TorchScriptArchive
{
    private const string Root = "archive/";

    private static readonly byte[] _emptyTuple = [0x80, 2, (byte)')', (byte)'.'];

    /// <summary>Writes a module.</summary>
    /// <param name="stream">The archive, seekable and empty.</param>
    /// <param name="module">The module.</param>
    /// <param name="extras">Files that travel with it, which <c>torch.jit.load</c> gives back as <c>_extra_files</c>.</param>
    public static void Write(Stream stream, ScriptModuleSource module, IReadOnlyDictionary<string, string>? extras = null)
    {
        var archive = new StoredZipWriter(stream);
        archive.Add(Root + "data.pkl", ObjectOf(module));
        archive.Add(Root + "code/__torch__.py", Encoding.UTF8.GetBytes(module.Code));
        archive.Add(Root + "constants.pkl", _emptyTuple);
        foreach (var (name, content) in extras ?? new Dictionary<string, string>()) archive.Add($"{Root}extra/{name}", Encoding.UTF8.GetBytes(content));
        foreach (var (i, (_, value)) in module.Constants.Index()) archive.Add($"{Root}data/{i}", value.NumberOfElements * value.ElementSize, target => target.Write(value.bytes));
        archive.Add(Root + "byteorder", "little"u8.ToArray());
        archive.Add(Root + "version", "3\n"u8.ToArray());
        archive.Finish();
    }

    // An object of the module's class, made without a constructor, and its attributes.
    private static byte[] ObjectOf(ScriptModuleSource module)
    {
        var pickle = new PickleWriter();
        pickle.Global("__torch__", ScriptModuleSource.ClassName);
        pickle.EmptyTuple();
        pickle.NewObject();
        pickle.Dictionary(() =>
        {
            foreach (var (i, (name, value)) in module.Constants.Index())
            {
                pickle.Text(name);
                pickle.Tensor(StorageOf(value.dtype), $"{i}", value.shape);
            }

            pickle.Text("training");
            pickle.Boolean(false);
        });
        pickle.Build();
        return pickle.Finish();
    }

    private static string StorageOf(ScalarType type) => type switch
    {
        ScalarType.Float32 => "FloatStorage",
        ScalarType.BFloat16 => "BFloat16Storage",
        ScalarType.Float16 => "HalfStorage",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
