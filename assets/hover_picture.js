// The picture of the point under the pointer, cut out of one sheet, in a box beside the point.
// data = {charts: [keys of containers], uri, columns, rows, ratio, names: [name of item i], lines: [more of item i], noun}; customdata of
// a point is i. Without uri there are no pictures.

const TILE_PX = 112;
const GAP_PX = 12;
const EDGE_PX = 6;

const clamp = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));

function place(box, x, y) {
  const { width, height } = box.getBoundingClientRect();
  const left = clamp(x - width / 2, EDGE_PX, window.innerWidth - width - EDGE_PX);
  const above = y - height - GAP_PX;
  const top = above >= EDGE_PX ? above : y + GAP_PX;
  box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}

function fill(box, data, index) {
  const tile = box.querySelector(".tile");
  box.querySelector("figcaption").textContent = [`${data.names[index]}, ${data.noun} ${index}`, data.lines?.[index]].filter(Boolean).join("\n");
  tile.hidden = !data.uri;
  if (!data.uri) return;
  const height = TILE_PX * data.ratio;
  tile.style.height = `${height}px`;
  tile.style.backgroundImage = `url("${data.uri}")`;
  tile.style.backgroundSize = `${TILE_PX * data.columns}px ${height * data.rows}px`;
  const [column, row] = [index % data.columns, Math.floor(index / data.columns)];
  tile.style.backgroundPosition = `${-column * TILE_PX}px ${-row * height}px`;
}

export default function (component) {
  const { parentElement, data } = component;
  const box = parentElement.querySelector(".hover-picture");
  const charts = data.charts.map((key) => `.${className(key)} .js-plotly-plot`).join(", ");

  const hide = () => (box.hidden = true);

  const show = (event) => {
    const point = event.points?.find((candidate) => data.names[candidate.customdata] !== undefined);
    if (!point?.bbox) return;
    const chart = event.event?.target?.closest?.(charts) ?? box.chart;
    if (!chart) return;
    // The box says more than plotly's own label, which would lie over it.
    chart.querySelectorAll(".hoverlayer").forEach((layer) => (layer.style.visibility = "hidden"));
    fill(box, data, point.customdata);
    box.hidden = false;
    const { left, top } = chart.getBoundingClientRect();
    place(box, left + (point.bbox.x0 + point.bbox.x1) / 2, top + point.bbox.y0);
  };

  // A chart is found when it is first pointed at: it may be drawn after this runs, and again whenever its data change.
  const listen = (event) => {
    const chart = event.target?.closest?.(charts);
    if (!chart) return event.type === "pointerdown" ? hide() : undefined;
    if (!chart.on || (box.chart === chart && chart._ev?.listeners("plotly_hover").includes(show))) return;
    for (const [name, react] of [["plotly_hover", show], ["plotly_click", show], ["plotly_unhover", hide], ["plotly_animatingframe", hide]]) {
      chart.removeListener(name, react);
      chart.on(name, react);
    }
    box.chart = chart;
  };

  parentElement.stopListening?.(); // this function runs again whenever the data change
  const stop = new AbortController();
  parentElement.stopListening = () => (stop.abort(), hide());
  const settings = { capture: true, passive: true, signal: stop.signal };
  for (const name of ["pointerover", "pointerdown"]) document.addEventListener(name, listen, settings);
  document.addEventListener("scroll", hide, settings);
  return () => parentElement.stopListening();
}
