// A figure of plotly that stays where it is: one that comes anew is drawn over the old, so that zoom and camera keep their place.
// data = the bytes of {figure, alt, plotly: file of Streamlit's that holds plotly, buttons: whether plotly's are shown, tells: of a
// click on a "point", or anywhere on a map as its "place", in the map's own coordinates}.

const [HEIGHT_PX, NARROWEST_PX, LONGEST_MS] = [450, 150, 100];
const FULL = {
  width: 24,
  height: 24,
  path: "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z",
};

// Plotly comes with Streamlit, in a file for the browser to keep; its own address is that of Streamlit's other scripts.
const fetched = async (file) => {
  const beside = document.querySelector('script[type="module"][src*="/static/js/"]').src;
  window.Plotly ?? (await import(new URL(file, beside).href));
  return window.Plotly;
};

const merge = (onto, more) => {
  for (const [name, value] of Object.entries(more)) {
    if (value?.constructor === Object) merge((onto[name] ??= {}), value);
    else onto[name] = value;
  }
  return onto;
};

// The page's own ink, paper and lines, over the template that a figure comes with.
function paint(layout, host) {
  const style = getComputedStyle(host);
  const [ink, paper, line, edge] = ["text-color", "background-color", "border-color-light", "border-color"].map((name) =>
    style.getPropertyValue(`--st-${name}`).trim(),
  );
  const font = { color: ink.length === 7 ? `${ink}e0` : ink, family: style.fontFamily };
  const axis = { gridcolor: line, linecolor: line, tickcolor: line, zerolinecolor: line };
  merge(layout.template.layout, { font, paper_bgcolor: paper, plot_bgcolor: paper, xaxis: axis, yaxis: axis });
  merge(layout.template.layout, { hoverlabel: { bgcolor: paper, bordercolor: edge, font } });
  for (const [name, part] of Object.entries(layout)) if (/^scene\d*$/.test(name)) part.uirevision ??= "camera";
  return layout;
}

// A page may allow a figure less height than it asks for (see common.snug_at).
const boxOf = (host) => host.closest('[class*="st-key-figure-"] > *') ?? host;

function size(host) {
  const most = parseFloat(getComputedStyle(boxOf(host)).maxHeight) || Infinity;
  const height = Math.min(host.asked.figure.layout.height ?? HEIGHT_PX, most);
  return { width: Math.max(host.clientWidth, NARROWEST_PX), height: document.fullscreenElement === host ? host.clientHeight : height };
}

const turnFull = (host) => (document.fullscreenElement ? document.exitFullscreen() : host.requestFullscreen());

function settings(host) {
  const full = { name: "Full screen", title: "Full screen", icon: FULL, click: () => turnFull(host) };
  return { displaylogo: false, displayModeBar: host.asked.buttons ? "hover" : false, modeBarButtonsToAdd: document.fullscreenEnabled ? [full] : [] };
}

// One chart a frame, those in sight first: what is looked at need not wait for what is below it.
const waiting = new Set();
const isSeen = (host) => ((box) => box.bottom > 0 && box.top < window.innerHeight)(host.getBoundingClientRect());
const painted = () => new Promise((go) => (requestAnimationFrame(() => setTimeout(go)), setTimeout(go, LONGEST_MS)));

async function soon(host) {
  waiting.add(host);
  if (waiting.isBusy) return;
  waiting.isBusy = true;
  try {
    const Plotly = await fetched(host.asked.plotly);
    while (waiting.size) await drawOne(Plotly);
  } finally {
    waiting.isBusy = false;
  }
}

async function drawOne(Plotly) {
  const next = [...waiting].find(isSeen) ?? [...waiting][0];
  waiting.delete(next);
  try {
    if (draw(next, Plotly)) await painted();
  } catch (error) {
    reportError(error); // of this chart; the others are drawn
  }
}

function draw(host, Plotly) {
  if (host.drawn === host.asked || !host.clientWidth) return false; // without any room it waits until there is some
  const isFirst = !host.drawn;
  host.drawn = host.asked;
  const { data, layout, frames } = host.asked.figure;
  if (host._transitionData?._animationRaf) Plotly.animate(host, [], { mode: "immediate" }); // a film of the old figure
  host.config ??= settings(host); // one object, or plotly would begin anew
  host.times = (host.times ?? 0) + 1;
  const own = { selectionrevision: host.times, ...size(host) }; // points are selected by place: in another figure they are others
  host.ready = Plotly.react(host, { data, layout: { ...paint(layout, host), ...own }, frames: frames ?? [], config: host.config });
  if (isFirst) host.on("plotly_click", (event) => host.tell(event));
  return true;
}

function fit(host) {
  if (!host.clientWidth) return; // hidden, or gone
  if (!host.drawn) return soon(host);
  const [now, { width, height }] = [size(host), host._fullLayout];
  host.style.minHeight = `${now.height}px`;
  if (now.width !== width || now.height !== height) host.ready = window.Plotly.relayout(host, now);
}

const plain = (value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
const within = (value, along) => Math.min(Math.max(value, Math.min(...along)), Math.max(...along));

// What is told of a click, if anything; what has no point there, or no map below it, tells nothing.
const TOLD = {
  point: (_, { points }) => {
    if (!points?.length) return undefined;
    const { x, y, customdata, curveNumber, pointIndex } = points[0];
    return { x, y, customdata: plain(customdata), curve: curveNumber, index: pointIndex };
  },
  // Where the pointer is, not the nearest node of the grid; a path may run out of the map, a click may not.
  place: (host, { event }) => {
    const ground = host._fullData.find(({ type }) => ["contour", "heatmap", "image"].includes(type));
    if (!ground || !event) return undefined;
    const [{ left, top }, { xaxis, yaxis }] = [host.getBoundingClientRect(), host._fullLayout];
    const [x, y] = [xaxis.p2d(event.clientX - left - xaxis._offset), yaxis.p2d(event.clientY - top - yaxis._offset)];
    return ground.type === "contour" ? { x: within(x, ground.x), y: within(y, ground.y) } : { x, y };
  },
};

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const host = parentElement.querySelector(".chart");
  const [text, look] = [new TextDecoder().decode(data), getComputedStyle(host).getPropertyValue("--st-background-color")];
  host.tell = (event) => {
    for (const name of host.asked.tells) {
      const found = TOLD[name](host, event);
      if (found) setTriggerValue(name, found);
    }
  };
  if (host.text !== text || host.look !== look) {
    Object.assign(host, { text, look, asked: JSON.parse(text) });
    host.ariaLabel = host.asked.alt;
    host.style.minHeight = `${size(host).height}px`;
    soon(host);
  }
  if (!host.watch) {
    host.watch = new ResizeObserver(() => requestAnimationFrame(() => fit(host)));
    host.watch.observe(host);
    host.watch.observe(boxOf(host)); // its room may change after the chart is drawn
  }
  // This runs again whenever the data change, and what it returned may be called after that: only a chart that is gone ends.
  return () => {
    if (host.isConnected) return;
    host.watch.disconnect();
    host.ready?.finally(() => window.Plotly.purge(host)); // not while plotly is at it
  };
}
