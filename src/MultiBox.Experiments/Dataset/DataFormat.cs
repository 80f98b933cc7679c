namespace MultiBox.Experiments;

/// <summary>How a source's images and annotations are stored.</summary>
public enum DataFormat
{
    /// <summary>PASCAL VOC: <c>Annotations/*.xml</c>, <c>ImageSets/Main/*.txt</c>, <c>JPEGImages/*.jpg</c>.</summary>
    Voc,

    /// <summary>COCO: <c>annotations/instances_*.json</c> with a folder of pictures for each.</summary>
    Coco,

    /// <summary>MXNet's RecordIO with packed labels, as im2rec writes it: <c>train.rec</c>, with <c>train.idx</c> and <c>train.lst</c>.</summary>
    Recordio,

    /// <summary>Pictures of coloured shapes, drawn from a seed: needs no download.</summary>
    Shapes,
}
