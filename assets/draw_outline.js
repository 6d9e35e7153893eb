// A shape drawn on a chart's picture, told as its points in the picture's own coordinates.
// data = {chart: key of the chart}. plotly draws the shape; it is told whenever one is drawn, moved or bent.

// Streamlit makes the class of an element out of its key in this way.
const className = (key) => "st-key-" + key.trim().replace(/[^a-zA-Z0-9_-]/g, "-");

const corners = ({ x0, x1, y0, y1 }) => [{ x: x0, y: y0 }, { x: x1, y: y0 }, { x: x1, y: y1 }, { x: x0, y: y1 }];

// "M1,2L3,4Z": the points of a path.
const along = (path) => [...path.matchAll(/(-?[\d.]+(?:e-?\d+)?),(-?[\d.]+(?:e-?\d+)?)/gi)].map(([, x, y]) => ({ x: +x, y: +y }));

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const selector = `.${className(data.chart)} .js-plotly-plot`;

  const tell = (changes) => {
    const chart = [...parentElement.charts].find((candidate) => candidate.isConnected);
    const isDrawn = Object.keys(changes).some((name) => name.startsWith("shapes"));
    const shape = chart?._fullLayout.shapes?.at(-1);
    if (isDrawn && shape) setTriggerValue("outline", shape.type === "path" ? along(shape.path) : corners(shape));
  };

  // A chart is found when it is first pointed at: it may be drawn after this runs, and again whenever its data change.
  const listen = (event) => {
    const chart = event.target?.closest?.(selector);
    if (!chart?.on || chart._ev?.listeners("plotly_relayout").includes(tell)) return;
    chart.on("plotly_relayout", tell);
    parentElement.charts.add(chart);
  };

  parentElement.stopListening?.(); // this function runs again whenever the data change
  const stop = new AbortController();
  parentElement.charts = new Set();
  parentElement.stopListening = () => {
    stop.abort();
    parentElement.charts.forEach((chart) => chart.removeListener?.("plotly_relayout", tell));
  };
  const settings = { capture: true, passive: true, signal: stop.signal };
  for (const name of ["pointerover", "pointermove", "pointerdown"]) document.addEventListener(name, listen, settings);
  return () => parentElement.stopListening();
}
