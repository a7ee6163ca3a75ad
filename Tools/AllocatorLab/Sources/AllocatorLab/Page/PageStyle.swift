extension Page {
  /// How the page looks: one column, light or dark as the reader's system is, from 400 pixels up.
  static let style = """
    :root {
      color-scheme: light dark;
      --ground: #fbfaf7; --panel: #ffffff; --ink: #1c2024; --soft: #5a636c; --line: #d9d6ce; --accent: #0b62c4;
      --hole: #eceae3; --cursor: #c2255c;
      --s0: #1c2024; --s1: #0b62c4; --s2: #c75a00; --s3: #0a7d54; --s4: #8a3ffc; --s5: #b8860b; --s6: #c2255c; --s7: #4b5563;
      --c0: #7b2d8b; --c1: #4653b0; --c2: #1c7896; --c3: #178a67; --c4: #5c9426; --c5: #b8860b; --c6: #d4521c;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #14171a; --panel: #1c2024; --ink: #eceff1; --soft: #a3adb6; --line: #373d43; --accent: #7db7ff;
        --hole: #262b30; --cursor: #ff7aa8;
        --s0: #eceff1; --s1: #6aaeff; --s2: #ff9f4a; --s3: #43c999; --s4: #c39bff; --s5: #e5c158; --s6: #ff7aa8; --s7: #a3adb6;
        --c0: #c179d2; --c1: #8490f0; --c2: #45a9cb; --c3: #3fc79c; --c4: #9ad25c; --c5: #eac545; --c6: #ff8552;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--ground); color: var(--ink);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
    }
    main { max-width: 1500px; margin: 0 auto; padding: 20px 16px 60px; }
    h1 { font-size: 24px; margin: 0 0 4px; overflow-wrap: anywhere; }
    h2 { font-size: 17px; margin: 0 0 10px; }
    p.lead, p.note { color: var(--soft); margin: 0 0 14px; }
    p.note { font-size: 13px; margin: 8px 0 0; }
    section { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 16px; margin: 16px 0; min-width: 0; }
    .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 10px; margin: 16px 0; padding: 0; }
    .facts div { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; }
    .facts dt { color: var(--soft); font-size: 13px; }
    .facts dd { margin: 0; font-size: 19px; font-weight: 600; font-variant-numeric: tabular-nums; }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 16px; }
    .pair section { margin: 0; }
    .moment { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; }
    .moment label { font-weight: 600; }
    .moment input { flex: 1 1 240px; min-width: 0; accent-color: var(--accent); }
    .moment output { flex: 1 1 100%; font-variant-numeric: tabular-nums; color: var(--soft); font-size: 14px; }
    svg { display: block; width: 100%; height: auto; }
    svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
    svg .grid { stroke: var(--line); stroke-width: 1; }
    svg .cursor { stroke: var(--cursor); stroke-width: 1.5; }
    .legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0 0 8px; padding: 0; list-style: none; font-size: 13px; }
    .legend label { display: inline-flex; gap: 6px; align-items: center; max-width: 100%; overflow-wrap: anywhere; }
    .swatch { display: inline-block; width: 14px; height: 10px; border-radius: 2px; flex: none; }
    canvas { display: block; width: 100%; border-radius: 4px; background: var(--hole); touch-action: pan-y; }
    canvas#map { height: 420px; cursor: grab; }
    canvas#heap { height: 150px; margin-top: 6px; }
    h3 { font-size: 14px; margin: 14px 0 4px; font-weight: 600; }
    .bar { display: grid; grid-template-columns: 92px 1fr 116px; gap: 8px; align-items: center; font-size: 13px; margin: 3px 0; }
    .bar .track { background: var(--hole); border-radius: 3px; height: 14px; }
    .bar .fill { background: var(--accent); border-radius: 3px; height: 14px; min-width: 1px; }
    .bar .value { font-variant-numeric: tabular-nums; color: var(--soft); text-align: right; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
    th, td { text-align: right; padding: 5px 10px; border-bottom: 1px solid var(--line); white-space: nowrap; }
    th { color: var(--soft); font-weight: 600; }
    th:first-child, td:first-child { text-align: left; white-space: normal; min-width: 150px; overflow-wrap: anywhere; }
    details { margin: 2px 0 2px 14px; }
    #trees > details { margin-left: 0; }
    summary { cursor: pointer; overflow-wrap: anywhere; }
    summary .role, .figures { color: var(--soft); font-size: 13px; }
    .figures { margin: 0 0 4px 16px; overflow-wrap: anywhere; }
    .keys button {
      font: inherit; font-size: 13px; color: var(--ink); background: var(--ground); border: 1px solid var(--line);
      border-radius: 6px; padding: 4px 10px; cursor: pointer;
    }
    .keys { display: flex; flex-wrap: wrap; gap: 6px; margin: 0 0 8px; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    """
}
