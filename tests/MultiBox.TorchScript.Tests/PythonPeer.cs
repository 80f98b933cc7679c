using System.Runtime.InteropServices;
using MultiBox.Testing;
using static TorchSharp.torch;

namespace MultiBox.TorchScript.Tests;

/// <summary>A PyTorch that opens files of a folder and leaves what it computes there.</summary>
internal sealed class PythonPeer : IDisposable
{
    // Arguments: the folder, then name and side of each input.
    private const string Script = """
        import sys, torch
        torch.set_num_threads(1)
        folder = sys.argv[1]
        for name, side in zip(sys.argv[2::2], sys.argv[3::2]):
            files = {"multibox.json": ""}
            module = torch.jit.load(f"{folder}/{name}.pt", _extra_files=files)
            images = torch.frombuffer(bytearray(open(f"{folder}/{name}.images", "rb").read()), dtype=torch.float32).view(-1, 3, int(side), int(side))
            with torch.no_grad():
                for layout in (torch.contiguous_format, torch.channels_last):
                    offsets, logits = module(images.to(memory_format=layout))
            for part, values in (("offsets", offsets), ("logits", logits)):
                open(f"{folder}/{name}.{part}", "wb").write(bytes(values.contiguous().flatten().view(torch.uint8).tolist()))
            text = files["multibox.json"]
            print((text if isinstance(text, bytes) else text.encode()).hex())
        """;

    private readonly string _folder;

    /// <summary>Finds a Python with PyTorch, or skips the test.</summary>
    public PythonPeer()
    {
        Skip.IfNot(PythonTorch.IsThere, PythonTorch.Absent);
        _folder = Directory.CreateTempSubdirectory("multibox-").FullName;
    }

    /// <summary>The path of a file in the folder.</summary>
    public string this[string name] => Path.Combine(_folder, name);

    /// <summary>Opens each <c>name.pt</c>, runs it on <c>name.images</c> and writes <c>name.offsets</c> and <c>name.logits</c>.</summary>
    /// <returns>The text <c>multibox.json</c> of each file.</returns>
    public IReadOnlyList<string> Predict(IReadOnlyList<(string Name, int InputSize)> cases) =>
    [
        .. PythonTorch.Run(Script, [_folder, .. cases.SelectMany(item => new[] { item.Name, $"{item.InputSize}" })])
            .Select(line => System.Text.Encoding.UTF8.GetString(Convert.FromHexString(line))),
    ];

    /// <summary>Reads float32 values that it wrote.</summary>
    public Tensor Read(string name, long[] shape) => tensor(MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(this[name])).ToArray(), shape);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
