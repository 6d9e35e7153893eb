// Marks on maps of points: rings round a clicked point and its neighbours, the rest greyed behind a selection, and what the
// pointer is on in one map lit in the others. customdata of a point is its id.
// data = {charts: [keys of containers], point: id or -1, near: [ids round it on the map], far: [ids round it in the vectors],
// chosen: [ids] or null}. Told are a click, as `point`, and a lasso or box, as `chosen`: [ids], empty where all is let go.

const TICK_MS = 300; // a chart may be drawn late, and anew
const [FADED, FADED_PX, ROOM_PX] = ["#9aa3ab", 1, 3]; // in a room, where plotly knows no selection
const SVG = "http://www.w3.org/2000/svg";

const idsOf = (trace) => (trace.customdata?.length && Number.isInteger(Number(trace.customdata[0])) ? trace.customdata : null);

// Where each point stands in a chart: id -> [trace, index]; made once for each figure that it gets.
function places(chart) {
  if (chart.placesOf !== chart.data) {
    chart.placesOf = chart.data;
    chart.places = new Map();
    chart._fullData.forEach((trace, number) => idsOf(trace)?.forEach((id, index) => chart.places.set(id, [number, index])));
  }
  return chart.places;
}

// The rest greys. Plotly's own outline goes: it would select again, by place, whatever a film moves into it.
function fade(chart, chosen) {
  if (chart.fadedOf === chart.data && chart.faded === chosen) return;
  const isFresh = chart.fadedOf !== chart.data;
  [chart.fadedOf, chart.faded] = [chart.data, chosen];
  if (isFresh) chart.inks = chart._fullData.map((trace) => trace.marker?.color);
  if (isFresh && !chosen) return;
  const some = (isRoom) => chart._fullData.flatMap((trace, number) => ((trace.type === "scatter3d") === isRoom ? [number] : []));
  const [flat, room] = [some(false), some(true).filter((number) => typeof chart.inks[number] === "string")];
  const within = (number) => idsOf(chart._fullData[number]) && [...idsOf(chart._fullData[number])].flatMap((id, index) => (chosen.has(id) ? [index] : []));
  const each = (number, some, others) => [...idsOf(chart._fullData[number])].map((id) => (chosen.has(id) ? some : others));
  if (flat.length) {
    window.Plotly.update(chart, { selectedpoints: flat.map((number) => (chosen ? within(number) : null)) }, { selections: [] }, flat);
  }
  if (room.length) {
    const colors = room.map((number) => (chosen ? each(number, chart.inks[number], FADED) : chart.inks[number]));
    const sizes = room.map((number) => (chosen ? each(number, ROOM_PX, FADED_PX) : ROOM_PX));
    window.Plotly.restyle(chart, { "marker.color": colors, "marker.size": sizes }, room);
  }
}

function overlay(chart) {
  let sheet = chart.querySelector(":scope .map-marks");
  if (!sheet) {
    sheet = document.createElementNS(SVG, "svg");
    sheet.setAttribute("class", "map-marks");
    chart.querySelector(".svg-container").append(sheet);
  }
  const { xaxis, yaxis } = chart._fullLayout;
  const [left, top, width, height] = [xaxis._offset, yaxis._offset, xaxis._length, yaxis._length];
  sheet.style.cssText = `position:absolute;left:${left}px;top:${top}px;width:${width}px;height:${height}px;pointer-events:none`;
  return sheet;
}

// By the axes' ranges as they are now: they change while a map is dragged, before plotly draws.
function along(axis, value) {
  const [low, high] = axis.range;
  return ((value - low) / (high - low)) * axis._length;
}

function seat(chart, id) {
  const [number, index] = places(chart).get(id) ?? [];
  if (number === undefined) return null;
  const trace = chart._fullData[number];
  const { xaxis, yaxis } = chart._fullLayout;
  return { x: along(xaxis, trace.x[index]), y: yaxis._length - along(yaxis, trace.y[index]) };
}

const ring = ({ x, y }, r, style) => `<circle cx="${x}" cy="${y}" r="${r}" fill="none" ${style}/>`;
const stroke = (width, more = "") => `stroke="currentColor" stroke-width="${width}" ${more}`;

function mark(chart, { point, near, far, hovered, over }) {
  if (!chart._fullLayout?._has("cartesian")) return;
  const at = (ids) => ids.map((id) => seat(chart, id)).filter(Boolean);
  const middle = point < 0 ? null : seat(chart, point);
  const lines = middle
    ? at(far).map(({ x, y }) => `<path d="M${middle.x},${middle.y}L${x},${y}" ${stroke(1, 'opacity="0.45"')}/>`)
    : [];
  const drawn = [
    ...lines,
    ...at(far).map((place) => ring(place, 6.5, stroke(1.5))),
    ...at(near.filter((id) => !far.includes(id))).map((place) => ring(place, 6.5, stroke(1.25, 'stroke-dasharray="2.5 2"'))),
    ...(middle ? [ring(middle, 9.5, stroke(2.75))] : []),
    ...(hovered !== null && over !== chart ? at([hovered]).map((place) => ring(place, 8, stroke(2.5))) : []),
  ].join("");
  if (!drawn && !chart.querySelector(".map-marks")) return;
  const sheet = overlay(chart);
  if (sheet.drawn === drawn) return;
  sheet.innerHTML = sheet.drawn = drawn;
}

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const state = { point: data.point, near: data.near, far: data.far, hovered: null, over: null };
  const before = parentElement.chosen; // the same ids are the same set: nothing then has to be drawn again
  const isSame = before && data.chosen && before.size === data.chosen.length && data.chosen.every((id) => before.has(id));
  parentElement.chosen = isSame ? before : data.chosen && new Set(data.chosen);

  const charts = () =>
    data.charts.flatMap((key) => [...document.querySelectorAll(`.${className(key)} .js-plotly-plot`)]).filter((chart) => chart.on && chart._fullData);
  const draw = (chart) => (fade(chart, parentElement.chosen), mark(chart, state));
  const soon = () => requestAnimationFrame(() => charts().forEach(draw));

  const choose = (ids) => {
    parentElement.chosen = ids.length ? new Set(ids) : null;
    setTriggerValue("chosen", ids); // first: the server answers while the rest greys
    charts().forEach((chart) => fade(chart, parentElement.chosen));
  };

  let [shifted, drags] = [false, false];
  const heard = {
    plotly_click: (event) => {
      const id = event.points?.find((point) => Number.isInteger(point.customdata))?.customdata;
      if (id === undefined) return;
      Object.assign(state, { point: id === state.point ? -1 : id, near: [], far: [] });
      soon();
      setTriggerValue("point", state.point);
    },
    plotly_selecting: () => (drags = true),
    plotly_selected: (event) => {
      if (!drags || !event?.points) return; // plotly also tells of what `fade` does
      drags = false;
      const ids = event.points.map((point) => point.customdata).filter(Number.isInteger);
      choose([...new Set([...(shifted ? (parentElement.chosen ?? []) : []), ...ids])]);
    },
    plotly_doubleclick: () => parentElement.chosen && choose([]),
    plotly_hover: (event) => {
      const point = event.points?.find((candidate) => Number.isInteger(candidate.customdata));
      Object.assign(state, { hovered: point?.customdata ?? null, over: event.event?.target?.closest?.(".js-plotly-plot") });
      soon();
    },
    plotly_unhover: () => (Object.assign(state, { hovered: null }), soon()),
    plotly_afterplot: soon,
    plotly_animatingframe: soon,
    plotly_animated: soon,
    plotly_relayouting: soon,
    plotly_relayout: (changes) => {
      if (["lasso", "zoom", "pan"].includes(changes?.dragmode) && changes.dragmode !== parentElement.dragging) turn(changes.dragmode);
      soon();
    },
  };

  const group = parentElement.querySelector(".map-points");
  const turn = (mode) => {
    parentElement.dragging = mode;
    for (const button of group.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
  };
  turn(parentElement.dragging ?? "lasso");
  for (const button of group.querySelectorAll("button")) button.onclick = () => (turn(button.dataset.mode), charts().forEach(obey));

  // A chart that is drawn anew begins with the lasso; plotly's own buttons may have turned it as well.
  const obey = (chart) => {
    const isFlat = chart._fullLayout._has("cartesian");
    if (isFlat && chart._fullLayout.dragmode !== parentElement.dragging) window.Plotly.relayout(chart, { dragmode: parentElement.dragging });
  };

  const known = new Set();
  const tick = () => {
    for (const chart of charts()) {
      if (!known.has(chart)) Object.entries(heard).forEach(([name, tell]) => chart.on(name, tell));
      known.add(chart);
      obey(chart);
      draw(chart);
    }
  };

  parentElement.stopMarking?.(); // a piece's code runs again whenever its data change
  const stop = new AbortController();
  const watcher = setInterval(tick, TICK_MS);
  // Plotly cannot select points that move: the first touch of a running film stops it, and no more.
  const touch = (event) => {
    shifted = event.shiftKey;
    const chart = event.target?.closest?.(".nsewdrag")?.closest(".js-plotly-plot");
    if (!charts().includes(chart) || !chart._transitionData?._frameQueue?.length) return;
    window.Plotly.animate(chart, [null], { mode: "immediate" });
    event.stopPropagation();
  };
  for (const name of ["mousedown", "touchstart"]) document.addEventListener(name, touch, { capture: true, passive: true, signal: stop.signal });
  parentElement.stopMarking = () => {
    stop.abort();
    clearInterval(watcher);
    known.forEach((chart) => Object.entries(heard).forEach(([name, tell]) => chart.removeListener?.(name, tell)));
  };
  tick();
  return () => {
    parentElement.stopMarking();
    charts().forEach((chart) => chart.querySelector(".map-marks")?.remove());
  };
}
