using System.Globalization;
using MultiBox.Data.Tests.Voc;
using Xunit.Sdk;

namespace MultiBox.Data.Tests.Fuzz;

/// <summary>
/// Feeds hostile input to a reader. A case fails when the reader throws what is not documented, takes more memory than is stated, or
/// does not end. The message names the seed; MULTIBOX_FUZZ_SEED repeats it alone, and MULTIBOX_FUZZ_CASES tries more cases.
/// </summary>
internal static class Fuzzing
{
    /// <summary>Tries the cases of a target.</summary>
    /// <param name="target">The reader.</param>
    /// <param name="patience">How long one case may take; far more than it does, as machines are busy.</param>
    public static void Run(FuzzTarget target, TimeSpan? patience = null)
    {
        using var folder = new TemporaryFolder();
        var read = target.Open(folder);
        foreach (var valid in target.Valid) read(valid);

        var (seed, fault, finished) = (0, (string?)null, false);
        var started = Environment.TickCount64;
        var worker = new Thread(() =>
        {
            foreach (var i in Seeds(target))
            {
                Interlocked.Exchange(ref started, Environment.TickCount64);
                Volatile.Write(ref seed, i);
                if (Try(target, read, i) is not { } found) continue;
                Volatile.Write(ref fault, found);
                break;
            }

            Volatile.Write(ref finished, true);
        })
        { IsBackground = true, Name = "Fuzzing " + target.Name };
        worker.Start();

        // A thread that hangs cannot be ended: it is left behind, and the test says where.
        var limit = (long)(patience ?? TimeSpan.FromSeconds(60)).TotalMilliseconds;
        while (!worker.Join(20))
        {
            if (Environment.TickCount64 - Interlocked.Read(ref started) > limit) throw Failure(target, Volatile.Read(ref seed), $"not done after {limit} ms");
        }

        if (Volatile.Read(ref fault) is { } text) throw Failure(target, Volatile.Read(ref seed), text);
        Assert.True(Volatile.Read(ref finished));
    }

    /// <summary>The bytes of one case.</summary>
    public static byte[] Bytes(FuzzTarget target, int seed)
    {
        var bytes = Mutator.Make(target.Name, seed, target.Valid, target.Tokens);
        if (seed % 2 == 1) target.Mend?.Invoke(bytes);
        return bytes;
    }

    private static IEnumerable<int> Seeds(FuzzTarget target)
    {
        if (Number("MULTIBOX_FUZZ_SEED") is { } seed) return [seed];
        return Enumerable.Range(0, Number("MULTIBOX_FUZZ_CASES") ?? target.Cases);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Try(FuzzTarget target, Action<byte[]> read, int seed)
    {
        var bytes = Bytes(target, seed);
        var limit = target.Memory + (target.MemoryPerByte * bytes.Length);
        var taken = 0L;

        // What other threads take is counted too, so a case is judged by its second try when the first one seems to take too much.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var before = GC.GetTotalAllocatedBytes();
            try
            {
                read(bytes);
            }
#pragma warning disable CA1031 // Whatever is thrown is judged here.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                if (!target.Documented.Any(type => type.IsInstanceOfType(fault))) return fault.ToString();
                if (string.IsNullOrWhiteSpace(fault.Message)) return $"a {fault.GetType().Name} that says nothing";
            }

            taken = GC.GetTotalAllocatedBytes() - before;
            if (taken <= limit) return null;
        }

        return string.Create(CultureInfo.InvariantCulture, $"took {taken} bytes of memory for an input of {bytes.Length}, more than {limit}");
    }

    private static XunitException Failure(FuzzTarget target, int seed, string what)
    {
        var bytes = Bytes(target, seed);
        return new XunitException(string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Name}: seed {seed} ({bytes.Length} bytes): {what}\nRepeat it with MULTIBOX_FUZZ_SEED={seed}. It begins {Convert.ToHexString(bytes.AsSpan(0, Math.Min(64, bytes.Length)))}."));
    }
}
