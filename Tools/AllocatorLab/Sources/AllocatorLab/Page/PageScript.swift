extension Page {
  /// What the page does: draws the charts, the heap map and the heap at a moment, and keeps them at one moment.
  static let script = #"""
    "use strict";
    const data = JSON.parse(document.getElementById("data").textContent);
    const $ = id => document.getElementById(id);
    const analysis = data.analysis, events = Math.max(analysis.events, 1);
    const count = n => Math.round(n).toLocaleString("en");
    const size = n => n < 1e3 ? `${n} B` : n < 1e6 ? `${(n / 1e3).toFixed(1)} kB`
      : n < 1e9 ? `${(n / 1e6).toFixed(2)} MB` : `${(n / 1e9).toFixed(2)} GB`;
    const share = (part, whole) => whole ? `${(part / whole * 100).toFixed(part && part / whole < 0.0995 ? 1 : 0)} %` : "–";
    const add = (parent, tag, attributes = {}, text) => {
      const svg = parent.namespaceURI === "http://www.w3.org/2000/svg" || tag === "svg";
      const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
      for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
      if (text !== undefined) node.textContent = text;
      return parent.appendChild(node);
    };

    // The figures at the top; raw values are in attributes.
    const facts = [
      ["calls", analysis.events, count], ["allocations", analysis.allocations, count],
      ["resizes", analysis.resizes.count, count], ["threads", analysis.threads.length, count],
      ["most live", analysis.peak.bytes, size], ["most blocks", analysis.peak.blocks, count],
      ["live at the end", analysis.live_at_end.bytes, size], ["last in, first out", analysis.frees.last_in_first_out, n => share(n, analysis.frees.count)],
    ];
    for (const [name, value, format] of facts) {
      const box = add($("facts"), "div");
      add(box, "dt", {}, name);
      add(box, "dd", { "data-value": value, "data-name": name }, format(value));
    }

    // Charts over time: a line for each series that is not hidden.
    const series = [{ name: "live", color: "var(--s0)", values: analysis.timeline.map(m => m.bytes) }];
    data.allocators.forEach((a, i) => {
      const color = `var(--s${1 + i % 7})`;
      if (a.held_timeline.length) series.push({ name: `${a.allocator}: held`, color, values: a.held_timeline });
      if (a.resident_timeline.length) series.push({ name: `${a.allocator}: resident`, color, dash: "5 4", values: a.resident_timeline });
    });
    const hidden = new Set();
    series.forEach((s, i) => {
      const label = add(add($("legend"), "li"), "label");
      const box = add(label, "input", { type: "checkbox" });
      box.checked = true;
      const swatch = add(label, "span", { class: "swatch" });
      swatch.style.background = s.dash ? `repeating-linear-gradient(90deg, ${s.color} 0 4px, transparent 4px 6px)` : s.color;
      add(label, "span", {}, s.name);
      box.addEventListener("change", () => { box.checked ? hidden.delete(i) : hidden.add(i); drawCharts(); });
    });
    const nice = most => {
      const power = 10 ** Math.floor(Math.log10(most / 4 || 1));
      return [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8].map(f => f * power).find(s => s * 4 >= most) || power * 10;
    };
    function chart(host, lines, label, from) {
      host.textContent = "";
      const width = Math.max(host.clientWidth, 240), height = width < 500 ? 200 : 230, left = 66, bottom = 22, top = 8;
      const svg = add(host, "svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": host.dataset.label });
      const most = Math.max(...lines.flatMap(l => l.values), from + 1e-9), step = nice(most - from);
      const x = part => left + part * (width - left - 8), y = v => top + (1 - (v - from) / (step * 4)) * (height - top - bottom);
      for (let i = 0; i <= 4; i++) {
        const v = from + i * step;
        add(svg, "line", { class: "grid", x1: left, x2: width - 8, y1: y(v), y2: y(v) });
        add(svg, "text", { x: left - 6, y: y(v) + 4, "text-anchor": "end" }, label(v));
      }
      for (const part of width < 500 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1])
        add(svg, "text", { x: x(part), y: height - 6, "text-anchor": part === 0 ? "start" : part === 1 ? "end" : "middle" }, count(part * events));
      for (const l of lines) {
        const points = l.values.map((v, i) => `${x((i + 1) / l.values.length).toFixed(1)},${y(Math.min(v, from + 4 * step)).toFixed(1)}`);
        add(svg, "polyline", { points: points.join(" "), fill: "none", "stroke-width": 1.8, "stroke-dasharray": l.dash || "none", style: `stroke:${l.color}` });
      }
      host.cursor = add(svg, "line", { class: "cursor", y1: top, y2: height - bottom });
      host.place = part => { host.cursor.setAttribute("x1", x(part)); host.cursor.setAttribute("x2", x(part)); };
      host.place($("event").value / events);
      svg.addEventListener("click", e => {
        const box = svg.getBoundingClientRect();
        moveTo(((e.clientX - box.left) / box.width * width - left) / (width - left - 8) * events);
      });
    }
    function drawCharts() {
      const shown = series.filter((_, i) => !hidden.has(i)), live = series[0].values;
      chart($("bytes"), shown.length ? shown : [series[0]], size, 0);
      const at = (values, i) => values[Math.min(values.length - 1, Math.floor((i + 1) * values.length / live.length) - 1)] || 0;
      const peak = Math.max(...live);
      // A heap that is all but empty says nothing of fragmentation.
      const ratios = shown.filter(s => s !== series[0]).map(s => ({ ...s, values: live.map((v, i) => v > peak / 100 ? Math.min(at(s.values, i) / v, 8) : 1) }));
      $("ratio-section").hidden = !ratios.length;
      if (ratios.length) chart($("ratio"), ratios, v => `${v.toFixed(2)} ×`, 0);
    }

    // Histograms.
    function bars(host, rows) {
      const most = Math.max(...rows.map(r => r.value), 1), whole = rows.reduce((s, r) => s + r.value, 0);
      for (const row of rows) {
        const bar = add(host, "div", { class: "bar" });
        add(bar, "span", {}, row.name);
        add(add(bar, "div", { class: "track" }), "div", { class: "fill", style: `width:${row.value / most * 100}%` });
        add(bar, "span", { class: "value", "data-value": row.value }, `${share(row.value, whole)} · ${size(row.bytes)}`);
      }
    }
    const unit = n => n < 1024 ? `${n} B` : n < 1048576 ? `${n / 1024} KiB` : `${n / 1048576} MiB`;
    bars($("sizes"), analysis.sizes.map(b => ({ name: `≤ ${unit(b.up_to_bytes)}`, value: b.blocks, bytes: b.bytes })));
    bars($("lifetimes"), analysis.lifetimes.map(b => ({ name: b.up_to_events === undefined ? "never freed" : `≤ ${count(b.up_to_events)}`, value: b.blocks, bytes: b.bytes })));

    // The table of allocators and their trees.
    const columns = [
      ["ns_per_event_median", "ns/event", v => v.toFixed(1)], ["peak_held_bytes", "peak held", size], ["fragmentation", "held/asked", v => v.toFixed(2)],
      ["peak_resident_bytes", "peak resident", size], ["resident_fragmentation", "resident/asked", v => v.toFixed(2)], ["failures", "failures", count],
    ];
    const head = add(add($("table"), "thead"), "tr"), body = add($("table"), "tbody");
    add(head, "th", { scope: "col" }, "allocator");
    for (const [, title] of columns) add(head, "th", { scope: "col" }, title);
    for (const a of data.allocators) {
      const row = add(body, "tr");
      add(row, "td", {}, a.allocator);
      for (const [key, , format] of columns)
        add(row, "td", { "data-key": key, "data-value": a[key] ?? "" }, a[key] === undefined || a[key] === null ? "–" : format(a[key]));
    }
    function tree(host, node, role) {
      const item = add(host, "details");
      item.open = true;
      const line = add(item, "summary");
      if (role) add(line, "span", { class: "role" }, `${role}: `);
      add(line, "strong", {}, node.name);
      const parameters = Object.entries(node.parameters).map(([k, v]) => `${k}: ${v}`).join(", ");
      if (parameters) add(line, "span", {}, ` (${parameters})`);
      const figures = Object.entries(node.figures).map(([k, v]) => `${k} ${/byte/.test(k) ? size(v) : count(v)}`).join(" · ");
      add(item, "div", { class: "figures" }, [node.capabilities, figures].filter(Boolean).join(" — "));
      // A row of equal parts is shown by its first and its last.
      const parts = node.parts;
      parts.forEach((p, i) => {
        if (parts.length > 12 && i > 3 && i < parts.length - 2) {
          if (i === 4) {
            const rest = add(item, "details");
            add(rest, "summary", { class: "role" }, `${parts.length - 6} more`);
            parts.slice(4, -2).forEach(q => tree(rest, q, q.role));
          }
          return;
        }
        tree(item, p, p.role);
      });
    }
    for (const a of data.allocators) if (a.explanation) tree($("trees"), a.explanation, a.allocator === a.explanation.name ? "" : a.allocator);
    // The ledgers: a row for each part.
    const ledgerColumns = [
      ["blocks", e => e.at_peak.blocks, count], ["requested", e => e.at_peak.requested_bytes, size], ["slack", e => e.at_peak.slack_bytes, size],
      ["cached", e => e.at_peak.cached_bytes, size], ["committed", e => e.at_peak.committed_bytes, size], ["allocations", e => e.allocations, count],
      ["bytes", e => e.allocated_bytes, size], ["peak", e => e.peak_requested_bytes, size], ["refused", e => e.refusals, count],
      ["returned", e => e.returned_bytes, size],
    ];
    function ledger(body, entry, depth) {
      const row = add(body, "tr");
      add(row, "td", { style: `padding-left:${depth * 1.2 + 0.4}em` }, entry.role ? `${entry.role}: ${entry.name}` : entry.name);
      for (const [title, value, format] of ledgerColumns)
        add(row, "td", { "data-key": title, "data-value": value(entry) }, format(value(entry)));
      for (const part of entry.parts) ledger(body, part, depth + 1);
    }
    for (const a of data.allocators.filter(a => a.ledger)) {
      add($("ledgers"), "h3", {}, a.allocator);
      const table = add(add($("ledgers"), "div", { class: "scroll", tabindex: "0" }), "table", { class: "ledger" });
      const titles = add(add(table, "thead"), "tr");
      for (const title of ["part", ...ledgerColumns.map(c => c[0])]) add(titles, "th", { scope: "col" }, title);
      ledger(add(table, "tbody"), a.ledger, 0);
    }
    $("ledger-section").hidden = !data.allocators.some(a => a.ledger);
    if (analysis.leaks.length) {
      for (const leak of analysis.leaks.slice(0, 200)) {
        const row = add($("leaks"), "tr");
        add(row, "td", {}, leak.site);
        add(row, "td", { "data-value": leak.blocks }, count(leak.blocks));
        add(row, "td", { "data-value": leak.bytes }, size(leak.bytes));
      }
    } else $("leaks-section").hidden = true;

    """#
}
