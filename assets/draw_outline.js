// A shape drawn on a chart's picture, told as its points in the picture's own coordinates.
// data = {chart: key of the chart}. plotly draws the shape; it is told whenever one is drawn, moved or bent.

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

  return hearing(parentElement, selector, "plotly_relayout", tell);
}
