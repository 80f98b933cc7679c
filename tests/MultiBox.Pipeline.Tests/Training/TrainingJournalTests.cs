using MultiBox.Pipeline.Training;

namespace MultiBox.Pipeline.Tests.Training;

public sealed class TrainingJournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TrainingJournal _journal;

    public TrainingJournalTests() => _journal = new TrainingJournal(JournalFile);

    private string JournalFile => _folder["run/train.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_is_one_JSON_object()
    {
        _journal.Write(new JournalStep(1, 20, 20, 71.5, 5.25, 2.5, 0.001));
        _journal.Write(new JournalValidation(1, 40, 0.174, new Dictionary<string, double?> { ["cat"] = 0.174, ["dog"] = null }));
        _journal.Write(new JournalValidation(2, 80, 0.5, new Dictionary<string, double?>()) { Summary = new Dictionary<string, double?> { ["AP50"] = 0.75 } });
        Assert.Equal(
            [
                """{"type":"step","batch":20,"imagesPerSecond":71.5,"crossEntropy":5.25,"smoothL1":2.5,"learningRate":0.001,"epoch":1,"step":20}""",
                """{"type":"validation","mAP":0.174,"perClass":{"cat":0.174,"dog":null},"epoch":1,"step":40}""",
                """{"type":"validation","mAP":0.5,"perClass":{},"summary":{"AP50":0.75},"epoch":2,"step":80}""",
            ],
            File.ReadAllLines(JournalFile));
    }

    [Fact]
    public void Entries_read_back_as_they_were_written()
    {
        var step = new JournalStep(1, 20, 20, 71.5, double.PositiveInfinity, double.NaN, 0.001);
        _journal.Write(step);
        _journal.Write(new JournalValidation(1, 40, null, new Dictionary<string, double?> { ["cat"] = null }));
        var read = _journal.Read();
        Assert.Equal(step, read[0]);
        var validation = Assert.IsType<JournalValidation>(read[1]);
        Assert.Equal((40L, null, null), (validation.Step, validation.MeanAveragePrecision, validation.PerClass["cat"]));
    }

    [Fact]
    public void A_torn_last_line_is_left_out()
    {
        Write(steps: 3);
        var text = File.ReadAllText(JournalFile);
        File.WriteAllText(JournalFile, text[..^20]);
        Assert.Equal([1, 2], _journal.Read().Select(entry => entry.Step));
    }

    [Fact]
    public void What_comes_after_a_step_is_cut()
    {
        Write(steps: 5);
        _journal.CutAfter(3);
        Assert.Equal([1, 2, 3], _journal.Read().Select(entry => entry.Step));
        _journal.Write(new JournalStep(1, 4, 4, 1, 1, 1, 1));
        Assert.Equal([1, 2, 3, 4], _journal.Read().Select(entry => entry.Step));
    }

    [Fact]
    public void Cutting_mends_a_torn_last_line()
    {
        Write(steps: 3);
        File.AppendAllText(JournalFile, "{\"type\":\"st");
        _journal.CutAfter(3);
        _journal.Write(new JournalStep(1, 4, 4, 1, 1, 1, 1));
        Assert.Equal([1, 2, 3, 4], _journal.Read().Select(entry => entry.Step));
    }

    [Fact]
    public void Without_a_file_there_are_no_entries() => Assert.Empty(_journal.Read());

    private void Write(int steps)
    {
        for (var step = 1; step <= steps; step++) _journal.Write(new JournalStep(1, step, step, 1, 1, 1, 1));
    }
}
