namespace MultiBox.Pipeline.Reports;

/// <summary>The style sheet of the health report. It holds no character that XML would escape, as browsers do not unescape it.</summary>
internal static class HealthStyle
{
    public const string Text = """
        :root {
          color-scheme: light dark;
          --ground: #ffffff; --panel: #f5f6f8; --text: #1b1f24; --soft: #57606a; --line: #d5dae0; --link: #0550ae;
          --series0: #2f6fde; --series1: #e08a1e; --series2: #2a9d76; --warning: #a40e26; --warning-ground: #ffebe9; --note: #7a5200; --note-ground: #fff4d6;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #14171b; --panel: #1d2228; --text: #e6e9ed; --soft: #9aa4af; --line: #343c45; --link: #79b8ff;
            --series0: #6ca3ff; --series1: #f0a94a; --series2: #55c9a0; --warning: #ff9a9f; --warning-ground: #45191d; --note: #f2cc60; --note-ground: #3a2e0d;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1.5rem; max-width: 78rem; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
          color: var(--text); background: var(--ground); }
        h1 { font-size: 1.7rem; margin: 0 0 .3rem; }
        h2 { font-size: 1.3rem; margin: 2.6rem 0 .6rem; padding-top: .5rem; border-top: 1px solid var(--line); }
        h3 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
        p { margin: .4rem 0; max-width: 62rem; }
        a { color: var(--link); }
        .soft { color: var(--soft); }
        nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; list-style: none; margin: .8rem 0 0; padding: 0; }
        .findings { list-style: none; margin: .6rem 0; padding: 0; display: grid; gap: .4rem; }
        .findings li { padding: .5rem .8rem; border-radius: 6px; border-left: 5px solid; }
        .findings .warning { color: var(--text); background: var(--warning-ground); border-color: var(--warning); }
        .findings .note { color: var(--text); background: var(--note-ground); border-color: var(--note); }
        .warning strong { color: var(--warning); }
        .note strong { color: var(--note); }
        .scroll { overflow-x: auto; margin: .6rem 0 1rem; }
        table { border-collapse: collapse; font-size: .9rem; }
        caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
        th, td { padding: .28rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
        thead th { background: var(--panel); border-bottom: 2px solid var(--line); white-space: nowrap; }
        tbody th { font-weight: 600; white-space: nowrap; }
        .nowrap { white-space: nowrap; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .path { white-space: normal; font-weight: 400; font-size: .9em; font-family: ui-monospace, "DejaVu Sans Mono", Consolas, monospace; overflow-wrap: break-word; }
        .share { display: inline-block; width: 7rem; height: .7rem; margin-right: .5rem; background: var(--line); border-radius: 3px; overflow: hidden; vertical-align: -1px; }
        .share span { display: block; height: 100%; background: var(--series0); }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1.2rem; }
        .chart { width: 100%; height: auto; max-width: 44rem; background: var(--panel); border-radius: 6px; padding: .6rem; }
        .chart text { font-size: 11px; fill: var(--text); }
        .chart .title { font-size: 12.5px; font-weight: 600; }
        .chart .axis { fill: var(--soft); }
        .chart .grid { stroke: var(--line); stroke-width: 1; }
        .series0 { fill: var(--series0); } .series1 { fill: var(--series1); } .series2 { fill: var(--series2); }
        .pictures { display: flex; flex-wrap: wrap; gap: .8rem; margin: .5rem 0 1rem; }
        .pair { display: flex; gap: .4rem; padding: .5rem; background: var(--panel); border-radius: 6px; }
        figure { margin: 0; }
        figure img { display: block; border-radius: 4px; max-width: 100%; height: auto; background: var(--panel); }
        figcaption { font-size: .8rem; color: var(--soft); overflow-wrap: anywhere; margin-top: .2rem; line-height: 1.35; }
        details { margin: .6rem 0; }
        summary { cursor: pointer; color: var(--link); }
        @media print { details { display: none; } body { max-width: none; } }
        """;
}
