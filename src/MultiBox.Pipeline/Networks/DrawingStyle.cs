namespace MultiBox.Pipeline.Networks;

/// <summary>The style sheet of a drawing. It has a ground of its own, so that it can be read on any page, and follows the reader's light or dark.</summary>
internal static class DrawingStyle
{
    public const string Text = """
        text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; font-size: 11px; fill: #1b1f24; }
        .title { font-size: 19px; font-weight: 600; }
        .soft { fill: #57606a; }
        .name { font-weight: 600; }
        .middle { text-anchor: middle; }
        .ground { fill: #ffffff; stroke: #d5dae0; }
        .input { fill: #8b949e; } .backbone { fill: #3b7ce0; } .extra { fill: #e8963a; }
        .light { fill: #ffffff; opacity: .38; } .dark { fill: #000000; opacity: .2; }
        .edge { fill: none; stroke: #ffffff; stroke-width: .8; stroke-linejoin: round; }
        .flow { stroke: #9aa4af; stroke-width: 1.6; fill: none; } .flow-head { fill: #9aa4af; }
        .predict { stroke: #2a9d76; stroke-width: 1.6; fill: none; } .predict-head { fill: #2a9d76; }
        .chip { fill: #e3f4ed; stroke: #2a9d76; }
        .head { fill: #2a9d76; } .on-head { fill: #ffffff; font-size: 12.5px; font-weight: 600; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6e9ed; }
          .soft { fill: #9aa4af; }
          .ground { fill: #14171b; stroke: #343c45; }
          .input { fill: #6e7781; } .backbone { fill: #4f8df0; } .extra { fill: #d98a33; }
          .edge { stroke: #14171b; }
          .light { opacity: .25; } .dark { opacity: .3; }
          .flow { stroke: #6e7781; } .flow-head { fill: #6e7781; }
          .predict { stroke: #55c9a0; } .predict-head { fill: #55c9a0; }
          .chip { fill: #17352b; stroke: #55c9a0; }
          .head { fill: #1f7d5d; } .on-head { fill: #ffffff; }
        }
        """;
}
