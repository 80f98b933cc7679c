using System.Text;
using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Coco;

public sealed class CocoFaultTests : IDisposable
{
    private const string NotCoco = "not COCO's: expected an object with the lists images, annotations and categories, found";
    private readonly TemporaryFolder _folder = new();
    private readonly CocoBuilder _coco;

    public CocoFaultTests() => _coco = new CocoBuilder(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("[10,10,0,20]", "the box has no area: expected a width and a height above 0, found the corners (10, 10, 10, 30)")]
    [InlineData("[40,10,-20,20]", "the box is inverted: expected a width and a height above 0, found the corners (40, 10, 20, 30)")]
    [InlineData("[10,10,92,20]", "the box leaves the picture: expected a box within 100x50, found the corners (10, 10, 102, 30)")]
    [InlineData("[100,10,5,20]", "the box lies outside the picture: expected a box within 100x50, found the corners (100, 10, 105, 30)")]
    [InlineData("[10,10,20]", "bbox is no list of four numbers: expected [x, y, width, height], found 3 numbers")]
    [InlineData("[1]", "bbox is no list of four numbers: expected [x, y, width, height], found one number")]
    [InlineData("[1,2,3,4,5]", "bbox is no list of four numbers: expected [x, y, width, height], found 5 numbers")]
    [InlineData("[1,2,\"3\",4]", "bbox is no list of four numbers: expected [x, y, width, height], found '3' in it")]
    [InlineData("[1,[2],null,4]", "bbox is no list of four numbers: expected [x, y, width, height], found a list in it")]
    [InlineData("[1,2,1e300,4]", "bbox is no list of four numbers: expected [x, y, width, height], found 1e300 in it")]
    [InlineData("[1,2,1e999,4]", "bbox is no list of four numbers: expected [x, y, width, height], found 1e999 in it")]
    [InlineData("\"NaN\"", "bbox is no list of four numbers: expected [x, y, width, height], found 'NaN'")]
    [InlineData("{\"x\":[1]}", "bbox is no list of four numbers: expected [x, y, width, height], found an object")]
    [InlineData("null", "bbox is no list of four numbers: expected [x, y, width, height], found null")]
    public void A_bad_box_is_dropped_with_its_file_line_and_annotation(string bbox, string expected)
    {
        var result = Read([CocoBuilder.Item(12, 1, 2, bbox), CocoBuilder.Item(13, 1, 1)]);

        // Line 1, one image, a line between.
        Assert.Equal([$"{_coco.Json}:4 annotation 12: {expected} (object dropped)."], Texts(result));
        Assert.Equal(1, Assert.Single(Assert.Single(result.Records).Objects).Label);
    }

    [Theory]
    [InlineData("{\"id\":5,\"image_id\":1,\"category_id\":1}", "annotation 5: bbox is missing: expected [x, y, width, height], found none")]
    [InlineData("{\"image_id\":1,\"category_id\":1,\"bbox\":[1,1,2,2]}", "id is missing: expected a whole number, found none")]
    [InlineData("{\"id\":\"5\",\"image_id\":1,\"category_id\":1,\"bbox\":[1,1,2,2]}", "id is no id: expected a whole number, found '5'")]
    [InlineData("{\"id\":1.5,\"image_id\":1,\"category_id\":1,\"bbox\":[1,1,2,2]}", "id is no id: expected a whole number, found 1.5")]
    [InlineData("{\"id\":5,\"category_id\":1,\"bbox\":[1,1,2,2]}", "annotation 5: image_id is missing: expected a whole number, found none")]
    [InlineData("{\"id\":5,\"image_id\":[1],\"category_id\":1,\"bbox\":[1,1,2,2]}", "annotation 5: image_id is no id: expected a whole number, found a list")]
    [InlineData("{\"id\":5,\"image_id\":1,\"bbox\":[1,1,2,2]}", "annotation 5: category_id is missing: expected a whole number, found none")]
    [InlineData("{\"id\":5,\"image_id\":77,\"category_id\":1,\"bbox\":[1,1,2,2]}", "annotation 5: no image has the image_id: expected the id of one of the file's images, found 77")]
    [InlineData("{\"id\":5,\"image_id\":1,\"category_id\":9,\"bbox\":[1,1,2,2]}", "annotation 5: no category has the category_id: expected the id of one of the file's categories, found 9")]
    [InlineData("{\"id\":5,\"image_id\":1,\"category_id\":3,\"bbox\":[1,1,2,2]}", "annotation 5: unknown class: expected one of cat, dog, found 'dogg' - did you mean 'dog'?")]
    [InlineData("{\"id\":5,\"image_id\":1,\"category_id\":1,\"bbox\":[1,1,2,2],\"iscrowd\":\"yes\"}", "annotation 5: iscrowd is no flag: expected 0 or 1, found 'yes'")]
    [InlineData("{\"id\":5,\"image_id\":1,\"category_id\":1,\"bbox\":[1,1,2,2],\"difficult\":[2]}", "annotation 5: difficult is no flag: expected 0 or 1, found a list")]
    [InlineData("{\"id\":13,\"image_id\":1,\"category_id\":1,\"bbox\":[1,1,2,2]}", "annotation 13: the id is used twice: expected each annotation's once, found it again")]
    public void A_bad_object_is_dropped(string item, string expected)
    {
        var result = Read([CocoBuilder.Item(13, 1, 1), item], [.. CocoBuilder.Categories, CocoBuilder.Category(3, "dogg")]);

        Assert.Equal([$"{_coco.Json}:5 {expected} (object dropped)."], Texts(result));
        Assert.Single(Assert.Single(result.Records).Objects);
    }

    [Fact]
    public void Repair_swaps_clips_and_takes_bad_flags_for_no()
    {
        var result = Read(
            [CocoBuilder.Item(1, 1, 1, "[40,30,-30,-20]"), CocoBuilder.Item(2, 1, 1, "[-5,-5,145,95]"), CocoBuilder.Item(3, 1, 1, extra: "\"iscrowd\":7"), CocoBuilder.Item(4, 1, 1, "[]")],
            policy: BadDataPolicy.Repair);

        Assert.Equal([new Box(10, 10, 40, 30), new Box(0, 0, 100, 50), new Box(10, 10, 40, 30)], result.Records.Single().Objects.Select(item => item.Box));
        Assert.DoesNotContain(result.Records.Single().Objects, item => item.Crowd);
        Assert.Equal(
            [BadDataAction.Repaired, BadDataAction.Repaired, BadDataAction.Repaired, BadDataAction.ObjectDropped], result.Report.Entries.Select(entry => entry.Action));
    }

    [Fact]
    public void Fail_refuses_every_fault()
    {
        var result = Read([CocoBuilder.Item(1, 1, 1, "[]"), CocoBuilder.Item(2, 9, 1)], policy: BadDataPolicy.Fail);

        var fault = Assert.Throws<MultiBoxException>(() => result.Report.ThrowIfRefused());
        Assert.StartsWith("The data set has 2 faults, and on_bad_data is 'fail':\n", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_whose_objects_are_all_faulty_is_no_true_negative()
    {
        _coco.Train(CocoBuilder.File([CocoBuilder.Image(1, "a.jpg")], [CocoBuilder.Item(1, 1, 1, "[1,1,0,0]")]), "a.jpg");

        var result = _coco.Read(CocoBuilder.Options() with { KeepEmpty = true });

        Assert.Empty(result.Records);
        Assert.Equal($"{_coco.Json}:2 image 1: no valid object is left: expected at least one, found faulty ones only (image dropped).", Texts(result)[1]);
    }

    [Fact]
    public void Bad_images_are_dropped_with_their_objects()
    {
        string[] images =
        [
            CocoBuilder.Image(1, "good.jpg"),
            CocoBuilder.Image(2, "gone.jpg"),
            CocoBuilder.Image(3, "size.jpg", "\"width\":50,\"height\":100"),
            CocoBuilder.Image(4, "typed.jpg", "\"width\":\"100\""),
            CocoBuilder.Image(5, "text.jpg"),
            CocoBuilder.Image(6, "../coco/train/good.jpg"),
            CocoBuilder.Image(7, "/etc/passwd"),
            CocoBuilder.Image(8, "C:\\\\a.jpg"),
            CocoBuilder.Image(9, "a/../../b.jpg"),
            CocoBuilder.Image(10, "nul\\u0000.jpg"),
            CocoBuilder.Image(11, ""),
            "{\"id\":12,\"file_name\":12}",
            "{\"id\":\"13\",\"file_name\":\"a.jpg\"}",
            "{\"file_name\":\"a.jpg\"}",
            CocoBuilder.Image(1, "other.jpg"),
            CocoBuilder.Image(16, "good.jpg"),
            CocoBuilder.Image(17, "lone\\ud800.jpg"),
            "[1]",
        ];
        var objects = Enumerable.Range(1, 17).Where(id => id is not (13 or 14 or 15)).Select(id => CocoBuilder.Item(id, id, 1)).ToArray();
        _coco.Train(CocoBuilder.File(images, objects), "good.jpg", "size.jpg", "typed.jpg", "other.jpg");
        _folder.Write("coco/train/text.jpg", "no picture");

        var result = _coco.Read();

        Assert.Equal(["good"], result.Records.Select(record => record.Id));
        var text = Path.Combine(_coco.Root, "train", "text.jpg");
        Assert.Equal(
            [
                $"{_coco.Json}:7 image 6: file_name leaves the folder of pictures: expected a path inside it, found '../coco/train/good.jpg' (image dropped).",
                $"{_coco.Json}:8 image 7: file_name leaves the folder of pictures: expected a path inside it, found '/etc/passwd' (image dropped).",
                $"{_coco.Json}:9 image 8: file_name leaves the folder of pictures: expected a path inside it, found 'C:\\a.jpg' (image dropped).",
                $"{_coco.Json}:10 image 9: file_name leaves the folder of pictures: expected a path inside it, found 'a/../../b.jpg' (image dropped).",
                $"{_coco.Json}:11 image 10: file_name leaves the folder of pictures: expected a path inside it, found 'nul\0.jpg' (image dropped).",
                $"{_coco.Json}:12 image 11: file_name is no file's name: expected a text, found '' (image dropped).",
                $"{_coco.Json}:13 image 12: file_name is no file's name: expected a text, found 12 (image dropped).",
                $"{_coco.Json}:14 an image has no usable id: expected a whole number, found '13' (image dropped).",
                $"{_coco.Json}:15 an image has no usable id: expected a whole number, found none (image dropped).",
                $"{_coco.Json}:16 image 1: the id is used twice: expected each image's once, found it at line 2 too (image dropped).",
                $"{_coco.Json}:18 image 17: file_name is no file's name: expected a text, found a text that is no Unicode (image dropped).",
                $"{_coco.Json}:19 an entry of 'images' is no object: expected an object, found a list (line skipped).",
                $"{_coco.Json}:3 image 2: no such picture: expected 'gone.jpg' in train, images/train, images or . of {_coco.Root}, or beside the annotations, found none (image dropped).",
                $"{_coco.Json}:4 image 3: the stated size is not the picture's: expected 100x50, found 50x100 (image dropped).",
                $"{_coco.Json}:5 image 4: the stated size is not the picture's: expected 100x50, found '100'xno height (image dropped).",
                $"{text} unreadable picture: expected a JPEG, PNG, BMP, WebP or GIF file, found 10 bytes that are none (image dropped).",
                $"{_coco.Json}:17 image 16: 'good.jpg' is listed twice: expected each image once, found it at {_coco.Json}:2 too (line skipped).",
            ],
            Texts(result));
    }

    [Fact]
    public void A_stated_size_is_repaired()
    {
        _coco.Train(CocoBuilder.File([CocoBuilder.Image(1, "a.jpg", "\"width\":1e9,\"height\":-3")], [CocoBuilder.Item(1, 1, 1)]), "a.jpg");

        var result = _coco.Read(CocoBuilder.Options(BadDataPolicy.Repair));

        Assert.Equal((100, 50), (result.Records.Single().Width, result.Records.Single().Height));
        Assert.Equal([$"{_coco.Json}:2 image 1: the stated size is not the picture's: expected 100x50, found 1e9x-3 (repaired)."], Texts(result));
    }

    [Fact]
    public void A_header_of_an_absurd_size_drops_the_image_before_anything_is_allocated()
    {
        var bitmap = ImageFile.EncodePng(new RgbImage(2, 2, 0));
        // A PNG's header has its width and height at bytes 16 to 23, and their checksum 5 bytes on.
        new byte[] { 0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60 }.CopyTo(bitmap, 16);
        BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(Crc32(bitmap.AsSpan(12, 17)))).CopyTo(bitmap, 29);
        _coco.Train(CocoBuilder.File([CocoBuilder.Image(1, "a.png", "\"license\":1")], [CocoBuilder.Item(1, 1, 1)]));
        var picture = _folder.Write("coco/train/a.png", bitmap);

        Assert.Equal(
            [$"{picture} the picture is too large: expected at most 100 million pixels, found 60000x60000 (image dropped)."], Texts(_coco.Read()));
    }

    [Fact]
    public void Bad_categories_are_told()
    {
        string[] categories = [CocoBuilder.Category(1, "cat"), CocoBuilder.Category(1, "dog"), "{\"id\":2}", "{\"name\":\"dog\"}", "{\"id\":3,\"name\":null}"];
        var result = Read([CocoBuilder.Item(1, 1, 1)], categories);

        Assert.Equal(
            [
                $"{_coco.Json}:7 category 1: the id is used twice: expected each category's once, found 'cat' and 'dog' (line skipped).",
                $"{_coco.Json}:8 category 2: the name is no text: expected a text, found none (line skipped).",
                $"{_coco.Json}:9 a category has no usable id: expected a whole number, found none (line skipped).",
                $"{_coco.Json}:10 category 3: the name is no text: expected a text, found null (line skipped).",
            ],
            Texts(result));
    }

    [Theory]
    [InlineData("", "1 not JSON: the file is empty")]
    [InlineData("{\"images\":[\n{\"id\":1,", "2 not JSON: Expected start of a property name or value, but instead reached end of data")]
    [InlineData("{\"images\":[\n],\n\"x\":NaN}", "3 not JSON: 'N' is an invalid start of a value")]
    [InlineData("{\"annotations\":[\n{\"bbox\":[1,NaN,3,4]}]}", "2 not JSON: 'N' is an invalid start of a value")]
    [InlineData("{\"images\":[],\"annotations\":[],\"categories\":[]}\n}", "2 not JSON: '}' is invalid after a single JSON value. Expected end of data")]
    [InlineData("<xml>", "1 not JSON: '<' is an invalid start of a value")]
    [InlineData("[\n]", "1 " + NotCoco + " a list")]
    [InlineData("3", "1 " + NotCoco + " 3")]
    [InlineData("{\"images\":[]\n}", "2 " + NotCoco + " no annotations, no categories")]
    [InlineData("{\n\"images\":{}}", "2 not COCO's: expected 'images' to be a list, found an object")]
    [InlineData("{\n\"annotations\":3}", "2 not COCO's: expected 'annotations' to be a list, found 3")]
    public void A_file_that_is_none_stops_the_reading(string text, string expected)
    {
        _coco.Train(text);

        var fault = Assert.Throws<MultiBoxException>(() => _coco.Read());

        Assert.Equal($"{_coco.Json}:{expected}. Mend the file, or fetch or export it again.", fault.Message);
    }

    [Fact]
    public void All_files_that_are_none_are_told_at_once()
    {
        _coco.Write("train.json", "").Write("val.json", "[]");

        var fault = Assert.Throws<MultiBoxException>(() => _coco.Read(null, "train", "val"));

        Assert.Equal(2, fault.Message.Split('\n').Length);
    }

    [Fact]
    public void Depth_length_and_number_of_faults_are_limited()
    {
        _coco.Train("{\"x\":" + new string('[', 100_000));
        Assert.Contains("The maximum configured depth of 64 has been exceeded", Message(), StringComparison.Ordinal);

        _coco.Train("{\"x\":\"" + new string('x', 17 << 20) + "\"}");
        Assert.Equal($"{_coco.Json}:1 not JSON that can be read: a single value of over 16 MB. Mend the file, or fetch or export it again.", Message());

        _coco.Train("{\"annotations\":[" + string.Join(",\n", Enumerable.Repeat("{}", 20_000)) + "]}");
        Assert.Equal($"{_coco.Json}:10001 not COCO's: more than 10000 entries cannot be used, this one as id is missing. Mend the file.", Message());
    }

    [Fact]
    public void Damage_anywhere_gives_records_or_a_fault_but_nothing_else()
    {
        var text = CocoBuilder.File([CocoBuilder.Image(1, "a.jpg")], [CocoBuilder.Item(1, 1, 1, extra: "\"iscrowd\":1,\"corners\":[1,2,3,4]")]);
        var bytes = Encoding.UTF8.GetBytes(text);
        _coco.Train(text, "a.jpg");
        var (read, refused) = (0, 0);
        var random = new Random(5);
        for (var i = 0; i < bytes.Length; i++)
        {
            Try(bytes[..i]);
            var damaged = (byte[])bytes.Clone();
            damaged[i] = (byte)random.Next(256);
            Try(damaged);
        }

        Assert.True(read > 20 && refused > 100, $"{read} read, {refused} refused");

        void Try(byte[] content)
        {
            _folder.Write("coco/annotations/instances_train.json", content);
            try
            {
                _coco.Read();
                read++;
            }
            catch (MultiBoxException)
            {
                refused++;
            }
        }
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var i = 0; i < 8; i++) crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }

        return ~crc;
    }

    private static string[] Texts(ReadingResult result) => result.Report.Entries.Select(entry => entry.ToString()).ToArray();

    private string Message() => Assert.Throws<MultiBoxException>(() => _coco.Read()).Message;

    private ReadingResult Read(string[] objects, string[]? categories = null, BadDataPolicy policy = BadDataPolicy.Drop) =>
        _coco.Train(CocoBuilder.File([CocoBuilder.Image(1, "a.jpg")], objects, categories), "a.jpg").Read(CocoBuilder.Options(policy));
}
