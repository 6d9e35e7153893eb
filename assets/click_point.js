// A click anywhere on a chart's map, told as its place in the map's own coordinates.
// data = {chart: key of its container}. Lines of equal height send clicks in plotly, but Streamlit listens to points only.

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

  return hearing(parentElement, selector, "plotly_click", tell);
}
