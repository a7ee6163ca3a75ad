extension Page {
  /// The heap map: a rectangle for each block, from birth to death and over its addresses, drawn into pixels.
  static let mapScript = #"""
    const classes = [[16, "≤ 16 B"], [64, "≤ 64 B"], [256, "≤ 256 B"], [1024, "≤ 1 KiB"], [4096, "≤ 4 KiB"], [32768, "≤ 32 KiB"], [Infinity, "more"]];
    const pixel = c => { const n = parseInt(c.slice(1), 16); return 0xff000000 | (n & 255) << 16 | (n & 0xff00) | n >> 16; };
    const styled = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    let paints = null; // the scheme's, read whenever something is drawn
    classes.forEach(([, name], i) => {
      const label = add(add($("classes"), "li"), "label");
      add(label, "span", { class: "swatch", style: `background:var(--c${i})` });
      add(label, "span", {}, name);
    });
    let blocks = null, view = null, queued = false;
    async function unpack() {
      const text = $("map-data").textContent.trim();
      if (!text) { $("map-section").hidden = true; return; }
      const packed = Uint8Array.from(atob(text), c => c.charCodeAt(0));
      const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
      const words = new Uint32Array(await new Response(stream).arrayBuffer());
      const n = words[0];
      blocks = { n, span: words[1], birth: words.subarray(2, 2 + n), death: words.subarray(2 + n, 2 + 2 * n),
        start: words.subarray(2 + 2 * n, 2 + 3 * n), bytes: words.subarray(2 + 3 * n, 2 + 4 * n) };
      blocks.units = blocks.bytes.map(b => Math.max(1, b + 15 >>> 4));
      blocks.paint = new Uint8Array(n);
      for (let i = 0; i < n; i++) blocks.paint[i] = classes.findIndex(c => blocks.bytes[i] <= c[0]);
      reset();
    }
    const reset = () => { view = { t0: 0, t1: events, a0: 0, a1: Math.max(blocks.span, 1) }; redraw(); };
    const redraw = () => { if (!queued && blocks) { queued = true; requestAnimationFrame(() => { queued = false; drawMap(); drawHeap(); }); } };
    function surface(canvas) {
      const scale = Math.min(devicePixelRatio || 1, 1.5);
      canvas.width = Math.max(1, Math.round(canvas.clientWidth * scale));
      canvas.height = Math.max(1, Math.round(canvas.clientHeight * scale));
      const context = canvas.getContext("2d"), image = context.createImageData(canvas.width, canvas.height);
      const pixels = new Uint32Array(image.data.buffer);
      pixels.fill(pixel(styled("--hole")));
      paints = Uint32Array.from(classes, (_, i) => pixel(styled(`--c${i}`)));
      return { context, image, pixels, width: canvas.width, height: canvas.height, scale };
    }
    let drawn = null;
    function drawMap() {
      // Moving the moment moves a line: what is under it stays as it was drawn.
      const canvas = $("map"), key = [view.t0, view.t1, view.a0, view.a1, canvas.clientWidth, devicePixelRatio, matchMedia("(prefers-color-scheme: dark)").matches].join();
      const s = drawn && drawn.key === key ? drawn.surface : drawBlocks(surface(canvas));
      drawn = { key, surface: s };
      s.context.putImageData(s.image, 0, 0);
      const x = ($("event").value - view.t0) * s.width / (view.t1 - view.t0);
      s.context.fillStyle = styled("--cursor");
      s.context.fillRect(x - s.scale, 0, 2 * s.scale, s.height);
    }
    function drawBlocks(s) {
      const { t0, t1, a0, a1 } = view, { n, birth, death, start, units, paint } = blocks;
      const sx = s.width / (t1 - t0), sy = s.height / (a1 - a0), reach = new Int32Array(s.height);
      for (let i = 0; i < n; i++) {
        if (death[i] <= t0 || birth[i] >= t1 || start[i] >= a1 || start[i] + units[i] <= a0) continue;
        const x0 = Math.max(0, (birth[i] - t0) * sx | 0), x1 = Math.min(s.width, Math.max(x0 + 1, (death[i] - t0) * sx | 0));
        // Low addresses at the bottom.
        const y0 = Math.max(0, s.height - (start[i] + units[i] - a0) * sy | 0), y1 = Math.min(s.height, Math.max(y0 + 1, s.height - (start[i] - a0) * sy | 0));
        const color = paints[paint[i]], pixels = s.pixels;
        if (y1 - y0 === 1 && x1 - x0 > 16) {
          // Many blocks share the line, oldest first: what is painted already stays, so that no pixel is painted often.
          if (x1 > reach[y0]) pixels.fill(color, y0 * s.width + Math.max(x0, reach[y0]), y0 * s.width + x1);
          reach[y0] = Math.max(reach[y0], x1);
          continue;
        }
        for (let y = y0; y < y1; y++) {
          const from = y * s.width + x0, to = y * s.width + x1;
          if (to - from < 16) for (let p = from; p < to; p++) pixels[p] = color;
          else pixels.fill(color, from, to);
        }
      }
      return s;
    }
    function drawHeap() {
      const s = surface($("heap")), t = +$("event").value, { n, birth, death, start, units, bytes, paint, span } = blocks;
      const rows = Math.max(1, Math.round(s.height / (12 * s.scale))), rowHeight = s.height / rows, perRow = Math.max(1, Math.ceil(span / rows));
      // A line of pixels for each row, which is then drawn as often as the row is high.
      const strip = new Uint32Array(rows * s.width).fill(pixel(styled("--hole")));
      let live = 0, liveBytes = 0, low = span, high = 0;
      for (let i = 0; i < n; i++) {
        if (birth[i] >= t || death[i] <= t) continue;
        live++;
        liveBytes += bytes[i];
        if (start[i] < low) low = start[i];
        if (start[i] + units[i] > high) high = start[i] + units[i];
        for (let from = start[i], end = from + units[i]; from < end;) {
          const row = from / perRow | 0, to = Math.min(end, (row + 1) * perRow);
          const x0 = (from - row * perRow) / perRow * s.width | 0, x1 = Math.max(x0 + 1, (to - row * perRow) / perRow * s.width | 0);
          const place = Math.min(row, rows - 1) * s.width;
          if (x1 - x0 === 1) strip[place + Math.min(x0, s.width - 1)] = paints[paint[i]];
          else strip.fill(paints[paint[i]], place + x0, place + Math.min(x1, s.width));
          from = to;
        }
      }
      for (let row = 0; row < rows; row++) {
        const line = strip.subarray(row * s.width, (row + 1) * s.width);
        for (let y = row * rowHeight + s.scale | 0; y < ((row + 1) * rowHeight | 0); y++) s.pixels.set(line, y * s.width);
      }
      s.context.putImageData(s.image, 0, 0);
      const extent = Math.max(0, high - low) * 16;
      $("moment").dataset.live = liveBytes;
      $("moment").textContent = `after call ${count(t)} of ${count(events)}: ${count(live)} blocks, ${size(liveBytes)}`
        + (extent ? `; holes are ${share(Math.max(0, extent - liveBytes), extent)} of what lies between the lowest and the highest` : "");
    }
    function moveTo(event) {
      $("event").value = Math.round(Math.min(events, Math.max(0, event)));
      for (const id of ["bytes", "ratio"]) if ($(id).place) $(id).place($("event").value / events);
      redraw();
    }
    function zoom(factor, part = 0.5, vertical = false, where = 0.5) {
      const t = view.t0 + (view.t1 - view.t0) * part, width = Math.max(20, Math.min(events, (view.t1 - view.t0) * factor));
      if (!vertical) {
        view.t0 = Math.max(0, Math.min(events - width, t - width * part));
        view.t1 = view.t0 + width;
      } else {
        const span = Math.max(blocks.span, 1), a = view.a0 + (view.a1 - view.a0) * where, height = Math.max(64, Math.min(span, (view.a1 - view.a0) * factor));
        view.a0 = Math.max(0, Math.min(span - height, a - height * where));
        view.a1 = view.a0 + height;
      }
      redraw();
    }
    function pan(dx, dy) {
      const w = view.t1 - view.t0, h = view.a1 - view.a0;
      view.t0 = Math.max(0, Math.min(events - w, view.t0 + dx * w)); view.t1 = view.t0 + w;
      view.a0 = Math.max(0, Math.min(Math.max(blocks.span, 1) - h, view.a0 + dy * h)); view.a1 = view.a0 + h;
      redraw();
    }
    const map = $("map");
    map.addEventListener("keydown", e => {
      const act = { ArrowLeft: () => pan(-0.1, 0), ArrowRight: () => pan(0.1, 0), ArrowUp: () => pan(0, 0.1), ArrowDown: () => pan(0, -0.1),
        "+": () => zoom(0.7), "=": () => zoom(0.7), "-": () => zoom(1 / 0.7), ">": () => zoom(0.7, 0.5, true), "<": () => zoom(1 / 0.7, 0.5, true), "0": reset }[e.key];
      if (act && blocks) { e.preventDefault(); act(); }
    });
    map.addEventListener("wheel", e => {
      // Turning the wheel moves the page, unless the map has the focus.
      if (!blocks || (document.activeElement !== map && !e.ctrlKey)) return;
      e.preventDefault();
      const box = map.getBoundingClientRect();
      zoom(e.deltaY > 0 ? 1.25 : 0.8, (e.clientX - box.left) / box.width, e.shiftKey, 1 - (e.clientY - box.top) / box.height);
    }, { passive: false });
    let drag = null;
    map.addEventListener("pointerdown", e => { drag = { x: e.clientX, y: e.clientY, moved: false }; map.setPointerCapture(e.pointerId); map.focus(); });
    map.addEventListener("pointermove", e => {
      if (!drag || !blocks) return;
      const box = map.getBoundingClientRect(), dx = e.clientX - drag.x, dy = e.clientY - drag.y;
      if (Math.abs(dx) + Math.abs(dy) < 4 && !drag.moved) return;
      pan(-dx / box.width, dy / box.height);
      drag = { x: e.clientX, y: e.clientY, moved: true };
    });
    map.addEventListener("pointerup", e => {
      const box = map.getBoundingClientRect();
      if (drag && !drag.moved && blocks) moveTo(view.t0 + (e.clientX - box.left) / box.width * (view.t1 - view.t0));
      drag = null;
    });
    const press = (id, act) => $(id).addEventListener("click", () => blocks && act());
    press("in", () => zoom(0.5)); press("out", () => zoom(2)); press("taller", () => zoom(0.5, 0.5, true)); press("lower", () => zoom(2, 0.5, true)); press("whole", reset);
    press("peak", () => moveTo(analysis.peak.event));
    $("event").max = events;
    $("event").addEventListener("input", () => moveTo(+$("event").value));
    const all = () => { drawCharts(); redraw(); };
    addEventListener("resize", all);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
    $("event").value = analysis.peak.event;
    drawCharts();
    unpack().then(() => { document.documentElement.dataset.ready = "yes"; moveTo(+$("event").value); });
    """#
}
