// A point on a sheet of decoded pictures: dragged, clicked or moved by arrow keys, and decoded here and now where the decoder is small.
// data = {chart: key of the sheet, decoder: name in window.vizlabDecoders or "", axis: [codes along a side], across, up: [direction],
// base: [code of the point (0, 0)], asked: class or -1, point: [x, y], side: [h, w], pixels: grey levels at the point (base64),
// usual, far: distances}. Told is, when the pointer is let go, the point: {x, y}.

const RING = "#ff7a1a";
const SVG_NS = "http://www.w3.org/2000/svg";
const WATCH_MS = 300; // a chart may be drawn late, and anew
const REST_MS = 350; // after the last arrow key
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const [FINE, COARSE] = [0.05, 0.25];

const clampTo = (value, low, high) => Math.min(Math.max(value, low), high);
const signed = (value) => value.toFixed(2).replace("-", "−");

// The code at a place of the axis, whose marks are one picture apart, and back.
function valueAt(axis, place) {
  const low = clampTo(Math.floor(place), 0, axis.length - 2);
  return axis[low] + (place - low) * (axis[low + 1] - axis[low]);
}

function placeOf(axis, value) {
  let low = 0;
  while (low < axis.length - 2 && axis[low + 1] < value) low++;
  return low + (value - axis[low]) / (axis[low + 1] - axis[low]);
}

function paint(canvas, pixels, [h, w]) {
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const image = new ImageData(w, h);
  pixels.forEach((level, at) => image.data.set([level, level, level, 255], 4 * at));
  canvas.getContext("2d").putImageData(image, 0, 0);
}

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const selector = `.${className(data.chart)} .js-plotly-plot`;
  const [box, canvas, caption] = ["figure", "canvas", "figcaption"].map((name) => parentElement.querySelector(name));
  const state = { point: [...data.point], drags: false, asked: 0 };
  const last = data.axis.length - 1;

  const decoder = () => (data.decoder && window.vizlabDecoders?.[data.decoder]) || null;
  const codeOf = ([x, y]) => data.base.map((value, i) => value + x * data.across[i] + y * data.up[i]);

  // The picture and what is to be said of it.
  const draw = () => {
    const known = decoder();
    const began = performance.now();
    const isTold = state.point.every((value, i) => Math.abs(value - data.point[i]) < 1e-9);
    const code = codeOf(state.point);
    let took = parentElement.took;
    if (known) {
      paint(canvas, known.decode(code, data.asked), data.side);
      // Not of the first: nothing is compiled yet.
      if (!isTold) took = parentElement.took = performance.now() - began;
    } else if (isTold) {
      paint(canvas, Uint8Array.from(atob(data.pixels), (char) => char.charCodeAt(0)), data.side);
    }
    const place = `${signed(state.point[0])} across, ${signed(state.point[1])} up`;
    const lines = [place];
    if (known) {
      const gap = known.nearest(code);
      lines.push(`Nearest code of a real picture: ${gap.toFixed(2)} away (usual gap between them ${data.usual.toFixed(2)}).`);
      lines.push(gap <= data.far ? "Seen ground." : "No real picture lands near here: the decoder invents.");
      if (took !== undefined) lines.push(`Decoded in your browser in ${took.toFixed(1)} ms.`);
      canvas.dataset.ms = took?.toFixed(2) ?? "";
    } else {
      lines.push(isTold ? "Decoded on the server." : data.decoder ? "The decoder is on its way." : "Let go to decode: this network is too large for the browser.");
    }
    canvas.dataset.point = state.point.map((value) => value.toFixed(2)).join(",");
    canvas.setAttribute("aria-label", `The picture decoded at ${place}`);
    caption.textContent = lines.join("\n");
    ring();
  };
  const soon = () => {
    cancelAnimationFrame(state.asked);
    state.asked = requestAnimationFrame(draw);
  };

  const chart = () => document.querySelector(selector);

  // A ring round the point, laid over the sheet.
  const ring = () => {
    const found = chart();
    if (!found?._fullLayout?.xaxis) return;
    const host = found.querySelector(".svg-container");
    let sheet = host.querySelector(".code-ring");
    if (!sheet) {
      sheet = document.createElementNS(SVG_NS, "svg");
      sheet.setAttribute("class", "code-ring");
      host.append(sheet);
    }
    const { xaxis, yaxis } = found._fullLayout;
    const style = `position:absolute;left:${xaxis._offset}px;top:${yaxis._offset}px;width:${xaxis._length}px;height:${yaxis._length}px;pointer-events:none;overflow:visible`;
    if (sheet.style.cssText !== style) sheet.style.cssText = style;
    const unit = xaxis._length / (last + 1);
    const x = (placeOf(data.axis, state.point[0]) + 0.5) * unit;
    const y = (last - placeOf(data.axis, state.point[1]) + 0.5) * unit;
    const isInside = x >= 0 && y >= 0 && x <= xaxis._length && y <= yaxis._length;
    const circle = (r, color, width) => `<circle cx="${x}" cy="${y}" r="${r}" fill="none" stroke="${color}" stroke-width="${width}"/>`;
    const drawn = isInside ? circle(9, "#ffffff", 5) + circle(9, RING, 3) : "";
    if (sheet.drawn !== drawn) sheet.innerHTML = sheet.drawn = drawn;
  };

  const move = (event) => {
    const found = chart();
    const { xaxis } = found._fullLayout;
    const { left, top } = found.getBoundingClientRect();
    const unit = xaxis._length / (last + 1);
    const x = (event.clientX - left - xaxis._offset) / unit - 0.5;
    const y = last - ((event.clientY - top - found._fullLayout.yaxis._offset) / unit - 0.5);
    state.point = [x, y].map((place) => Math.round(100 * valueAt(data.axis, clampTo(place, 0, last))) / 100);
    soon();
  };
  const tell = () => setTriggerValue("point", { x: state.point[0], y: state.point[1] });

  const down = (event) => {
    if (event.button || !event.target?.closest?.(selector) || !event.target.closest(".nsewdrag")) return;
    state.drags = true;
    event.preventDefault(); // nothing on the page is marked while the pointer moves
    move(event);
  };
  const drag = (event) => state.drags && move(event);
  const release = () => {
    if (!state.drags) return;
    state.drags = false;
    tell();
  };

  parentElement.stopWalking?.(); // a piece's code runs again whenever its data change
  const stop = new AbortController();
  const heard = { pointerdown: down, pointermove: drag, pointerup: release, pointercancel: release, "vizlab-decoder": soon };
  for (const [name, react] of Object.entries(heard)) document.addEventListener(name, react, { capture: true, signal: stop.signal });
  box.onkeydown = (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const size = event.shiftKey ? COARSE : FINE;
    const [low, high] = [data.axis[0], data.axis[last]];
    state.point = state.point.map((value, i) => Math.round(100 * clampTo(value + size * step[i], Math.min(low, value), Math.max(high, value))) / 100);
    clearTimeout(parentElement.resting);
    parentElement.resting = setTimeout(tell, REST_MS);
    soon();
  };
  const watcher = setInterval(ring, WATCH_MS);
  parentElement.stopWalking = () => {
    stop.abort();
    clearInterval(watcher);
  };
  draw();
  return () => {
    parentElement.stopWalking();
    document.querySelectorAll(`${selector} .code-ring`).forEach((sheet) => sheet.remove());
  };
}
