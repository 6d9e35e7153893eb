// What the pieces that listen to a chart of plotly share; it stands before their own code (see pages/components.py).

// Streamlit makes the class of an element out of its key in this way.
const className = (key) => "st-key-" + key.trim().replace(/[^a-zA-Z0-9_-]/g, "-");

// Let `tell` hear an event of the charts of a selector, until this runs again for the same element; a function that stops it.
function hearing(parentElement, selector, name, tell) {
  // A chart is found when it is first pointed at: it may be drawn after this runs, and again whenever its data change.
  const listen = (event) => {
    const chart = event.target?.closest?.(selector);
    if (!chart?.on || chart._ev?.listeners(name).includes(tell)) return;
    chart.on(name, tell);
    parentElement.charts.add(chart);
  };

  parentElement.stopListening?.(); // a piece's code runs again whenever its data change
  const stop = new AbortController();
  parentElement.charts = new Set();
  parentElement.stopListening = () => {
    stop.abort();
    parentElement.charts.forEach((chart) => chart.removeListener?.(name, tell));
  };
  const settings = { capture: true, passive: true, signal: stop.signal };
  for (const kind of ["pointerover", "pointermove", "pointerdown"]) document.addEventListener(kind, listen, settings);
  return () => parentElement.stopListening();
}
