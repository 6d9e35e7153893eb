// A click anywhere on a chart's map, told as its place in the map's own coordinates.
// data = {chart: key of its container}. Lines of equal height send clicks in plotly, but Streamlit listens to points only.

// Streamlit makes the class of an element out of its key in this way.
const className = (key) => "st-key-" + key.trim().replace(/[^a-zA-Z0-9_-]/g, "-");

const within = (value, along) => Math.min(Math.max(value, Math.min(...along)), Math.max(...along));

const MAPS = ["contour", "heatmap", "image"];

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const selector = `.${className(data.chart)} .js-plotly-plot`;

  // Where the pointer is, not the nearest node of the grid; a path may run out of the map, a click may not.
  const tell = (event) => {
    const chart = event.event?.target?.closest?.(selector);
    const ground = chart?._fullData.find((trace) => MAPS.includes(trace.type));
    if (!ground) return;
    const { left, top } = chart.getBoundingClientRect();
    const { xaxis, yaxis } = chart._fullLayout;
    const at = { x: xaxis.p2d(event.event.clientX - left - xaxis._offset), y: yaxis.p2d(event.event.clientY - top - yaxis._offset) };
    const inside = (axis) => (ground.type === "contour" ? within(at[axis], [ground[axis][0], ground[axis].at(-1)]) : at[axis]);
    const [x, y] = ["x", "y"].map(inside);
    setTriggerValue("point", { x, y });
  };

  // A chart is found when it is first pointed at: it may be drawn after this runs, and again whenever its data change.
  const listen = (event) => {
    const chart = event.target?.closest?.(selector);
    if (!chart?.on || chart._ev?.listeners("plotly_click").includes(tell)) return;
    chart.on("plotly_click", tell);
    parentElement.charts.add(chart);
  };

  parentElement.stopListening?.(); // this function runs again whenever the data change
  const stop = new AbortController();
  parentElement.charts = new Set();
  parentElement.stopListening = () => {
    stop.abort();
    parentElement.charts.forEach((chart) => chart.removeListener?.("plotly_click", tell));
  };
  const settings = { capture: true, passive: true, signal: stop.signal };
  for (const name of ["pointerover", "pointermove", "pointerdown"]) document.addEventListener(name, listen, settings);
  return () => parentElement.stopListening();
}
