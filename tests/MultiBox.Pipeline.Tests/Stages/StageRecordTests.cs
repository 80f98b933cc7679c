using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline.Tests.Stages;

public sealed class StageRecordTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _inputs = new() { ["weights"] = "aa", ["data"] = "bb" };

    private string RecordFile => _folder["stages/evaluate.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Unchanged_inputs_and_intact_outputs_need_no_second_run()
    {
        Write();
        Assert.Null(Why(_inputs));
    }

    [Fact]
    public void A_record_can_move_with_its_outputs()
    {
        Write();
        using var elsewhere = new TemporaryFolder();
        elsewhere.Write("metrics.json", "1");
        elsewhere.Write("detections/cat.txt", "2");
        Assert.Null(StageRecord.Read(RecordFile)!.WhyOutdated(_inputs, elsewhere.Root));
    }

    [Fact]
    public void Changed_new_and_dropped_inputs_are_all_named()
    {
        Write();
        Assert.Equal("changed: data", Why(new Dictionary<string, string>(_inputs) { ["data"] = "cc" }));
        Assert.Equal("changed: data, plugin", Why(new Dictionary<string, string> { ["weights"] = "aa", ["data"] = "cc", ["plugin"] = "dd" }));
        Assert.Equal("changed: data", Why(new Dictionary<string, string> { ["weights"] = "aa" }));
    }

    [Fact]
    public void A_missing_output_is_named()
    {
        Write();
        File.Delete(_folder["detections/cat.txt"]);
        Assert.Equal("missing: detections/cat.txt", Why(_inputs));
    }

    [Fact]
    public void An_altered_output_is_named()
    {
        Write();
        _folder.Write("metrics.json", "3");
        Assert.Equal("altered: metrics.json", Why(_inputs));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"stage\":\"evaluate\"}")]
    [InlineData("{\"stage\":\"evaluate\",\"inputs\":3,\"outputs\":{}}")]
    public void A_damaged_record_vouches_for_nothing(string text)
    {
        _folder.Write("stages/evaluate.json", text);
        Assert.Null(StageRecord.Read(RecordFile));
    }

    [Fact]
    public void Without_a_file_there_is_no_record() => Assert.Null(StageRecord.Read(RecordFile));

    [Fact]
    public void A_fingerprint_is_of_names_and_values_in_any_order()
    {
        var turned = _inputs.Reverse().ToDictionary();
        Assert.Equal(StageRecord.Fingerprint(_inputs), StageRecord.Fingerprint(turned));
        Assert.NotEqual(StageRecord.Fingerprint(_inputs), StageRecord.Fingerprint(new Dictionary<string, string>(_inputs) { ["data"] = "cc" }));
        Assert.NotEqual(
            StageRecord.Fingerprint(new Dictionary<string, string> { ["a"] = "b" }), StageRecord.Fingerprint(new Dictionary<string, string> { ["b"] = "a" }));
    }

    private void Write() => StageRecord.Write(
        RecordFile, "evaluate", _inputs, _folder.Root, [_folder.Write("metrics.json", "1"), _folder.Write("detections/cat.txt", "2")]);

    private string? Why(Dictionary<string, string> inputs) => StageRecord.Read(RecordFile)!.WhyOutdated(inputs, _folder.Root);
}
