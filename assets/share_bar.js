// The share bar: copy the address of this view, save the chart beside it as PNG or SVG.
// data = {charts: [keys of containers], filename: "name without ending"}

const SHOWN_MS = 2000;

// Plotly rejects the promise of an animation that is paused, with no reason and with nobody there to hear it.
window.onunhandledrejection ??= (event) => {
  if (event.reason === undefined) event.preventDefault();
};

const chartsOf = (keys) =>
  keys.flatMap((key) => [...document.querySelectorAll(`.${className(key)} .js-plotly-plot`)]);

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // no clipboard on a page without https, or the visitor refused
  }
}

function copyBySelection(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.cssText = "position:fixed;opacity:0;pointer-events:none";
  document.body.append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
  }
}

// What is on screen now, zoom included, on the page's own paper; without the frames of a film.
function save(chart, format, filename) {
  const { width, height } = chart._fullLayout;
  const options = { format, filename, width, height, scale: format === "png" ? 2 : 1 };
  return window.Plotly.downloadImage({ data: chart.data, layout: chart.layout }, options);
}

async function saveAll(charts, format, filename) {
  for (const [index, chart] of charts.entries()) {
    await save(chart, format, charts.length > 1 ? `${filename}-${index + 1}` : filename);
  }
}

export default function (component) {
  const { parentElement, data } = component;
  const bar = parentElement.querySelector(".share-bar");
  const status = bar.querySelector("[role=status]");
  const address = bar.querySelector("input");
  let timer;

  const say = (text) => {
    status.textContent = text;
    clearTimeout(timer);
    timer = setTimeout(() => (status.textContent = ""), SHOWN_MS);
  };

  const copyLink = async () => {
    address.hidden = true;
    if (await copy(window.location.href)) return say("Copied");
    address.value = window.location.href;
    address.hidden = false;
    address.select();
    say("Press Ctrl+C to copy");
  };

  const saveCharts = async (button) => {
    const charts = chartsOf(data.charts);
    if (charts.length === 0) return say("There is no chart to save yet");
    button.disabled = true;
    try {
      await saveAll(charts, button.dataset.format, data.filename);
      say("Saved");
    } catch {
      say("This chart could not be saved");
    } finally {
      button.disabled = false;
      button.focus({ preventScroll: true }); // a disabled button loses the keyboard's place
    }
  };

  // onclick, not addEventListener: this function runs again whenever the data change.
  bar.querySelector("[data-action=copy]").onclick = copyLink;
  for (const button of bar.querySelectorAll("[data-format]")) button.onclick = () => saveCharts(button);
  return () => clearTimeout(timer);
}
