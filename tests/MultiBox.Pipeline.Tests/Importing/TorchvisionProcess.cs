using System.Diagnostics;
using MultiBox.Pipeline.Tests.Benchmarks.Peers;
using MultiBox.Pipeline.Tests.EndToEnd;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Tests.Importing;

/// <summary>torchvision in a process of its own, which is started once for all networks.</summary>
public sealed class TorchvisionProcess : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Process? _process;
    private Task<string>? _errors;

    /// <summary>Has a model with random weights made, and run on a random image; skips the test where there is no torchvision.</summary>
    /// <returns>Its weights and its outputs, as <c>torchvision_outputs.py</c> says.</returns>
    public (WeightFile Weights, WeightFile Outputs) Run(string model)
    {
        if (_process is null) Start();
        try
        {
            _process!.StandardInput.WriteLine(model);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            Fail();
        }

        if (_process!.StandardOutput.ReadLine() != "written") Fail();
        return (WeightFiles.Read(_folder["weights.pth"]), WeightFiles.Read(_folder["outputs.pth"]));
    }

    public void Dispose()
    {
        // The end of its input is the end of the process.
        _process?.StandardInput.Close();
        _process?.WaitForExit();
        _process?.Dispose();
        _folder.Dispose();
    }

    private void Start()
    {
        var script = Path.Combine(Laboratory.Repository, "tests", "MultiBox.Pipeline.Tests", "Importing", "torchvision_outputs.py");
        _process = Process.Start(new ProcessStartInfo(Python.With("torch", "torchvision"), [script, _folder.Root])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    // The next test gets a new one.
    private void Fail()
    {
        var process = _process!;
        _process = null;
        process.Kill();
        process.WaitForExit();
        var errors = _errors!.GetAwaiter().GetResult();
        process.Dispose();
        Assert.Fail(errors);
    }
}
