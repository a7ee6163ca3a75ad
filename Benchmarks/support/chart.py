"""A chart of the ratios to the best peer, a bar for each workload, readable on light and dark pages."""
import report

LEFT, BAR, GAP, WIDTH = 250, 16, 10, 430
STYLE = """<style>
text { fill: #24292f; font: 13px system-ui, sans-serif } .small { font-size: 11px; fill: #57606a }
.win { fill: #1a7f37 } .loss { fill: #cf222e } .peer { stroke: #57606a; stroke-dasharray: 4 3 } .axis { stroke: #d0d7de }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .small { fill: #9198a1 } .win { fill: #3fb950 } .loss { fill: #f85149 }
  .peer { stroke: #9198a1 } .axis { stroke: #3d444d } }
</style>"""


def ratios(rows):
    """(workload, ours, peer, ratio of minima), where there is a peer; ours is the best that is no container."""
    found = []
    for workload, (ours, peers, _, _) in report.parts(rows).items():
        raw = [row for row in ours if not row["allocator"].startswith(report.TYPED)]
        if raw and peers:
            ratio = raw[0]["minimum"] / peers[0]["minimum"]
            found.append((workload, raw[0]["allocator"], peers[0]["allocator"], ratio))
    return found


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def svg(rows):
    bars = ratios(rows)
    widest = max(1.0, min(2.0, max(ratio for *_, ratio in bars))) * 1.1
    x = lambda ratio: LEFT + min(ratio, widest) / widest * WIDTH
    height = 50 + len(bars) * (BAR + GAP)
    text = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {height}" role="img" '
            'aria-label="Time of each workload, as a ratio to the best peer">', STYLE,
            f'<text x="{LEFT}" y="16" class="small">time beside the best peer’s: shorter is faster</text>']
    for number, (workload, ours, peer, ratio) in enumerate(bars):
        y = 34 + number * (BAR + GAP)
        kind = "win" if ratio <= 1 else "loss"
        text += [
            f'<text x="{LEFT - 8}" y="{y + 12}" text-anchor="end">{escaped(workload)}'
            f'<tspan class="small">  beside {escaped(peer)}</tspan></text>',
            f'<rect x="{LEFT}" y="{y}" width="{x(ratio) - LEFT:.1f}" height="{BAR}" rx="2" class="{kind}">'
            f'<title>{escaped(ours)}: {ratio:.2f} of {escaped(peer)}</title></rect>',
            f'<text x="{x(ratio) + 6:.1f}" y="{y + 12}" class="small">{ratio:.2f}</text>']
    text += [f'<path d="M{x(1):.1f} 26V{height - 14}" class="peer"/>',
             f'<text x="{x(1):.1f}" y="{height - 2}" text-anchor="middle" class="small">the best peer</text>', "</svg>"]
    return "\n".join(text) + "\n"
