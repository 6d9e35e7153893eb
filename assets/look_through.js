// A painting's history played inside its chart, and the photograph drawn over it like a curtain, all in the browser.
// data = {chart: key of its container, frames: [address of a picture], steps: [its iteration], shown: which of them is drawn}.
// In the chart the first picture is the painting and the second the photograph, both of one size.

const FRAME_MS = 125;
const REDRAW_MS = 400; // plotly draws its pictures anew whenever it likes
const SVG = "http://www.w3.org/2000/svg";

// The curtain hangs in a group of its own, which plotly leaves alone.
function curtain(picture) {
  const layer = picture.closest(".imagelayer");
  let group = layer.querySelector(".curtain");
  if (!group) {
    group = layer.appendChild(document.createElementNS(SVG, "g"));
    group.setAttribute("class", "curtain");
    const cloth = group.appendChild(document.createElementNS(SVG, "image"));
    cloth.setAttribute("preserveAspectRatio", "none");
    group.appendChild(document.createElementNS(SVG, "rect")).setAttribute("fill", "#ffffff");
  }
  return { cloth: group.querySelector("image"), edge: group.querySelector("rect") };
}

function hang(picture, photograph, share) {
  const { cloth, edge } = curtain(picture);
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(picture.getAttribute(name)));
  const set = (element, values) => Object.entries(values).forEach(([name, value]) => element.setAttribute(name, value));
  if (cloth.getAttribute("href") !== photograph) cloth.setAttribute("href", photograph);
  set(cloth, { x, y, width, height });
  cloth.style.clipPath = `inset(0 ${100 * (1 - share)}% 0 0)`;
  set(edge, { x: x + share * width - 1, y, width: share > 0 && share < 1 ? 2 : 0, height });
}

export default function (component) {
  const { parentElement, data } = component;
  const [button, output, range] = ["button", "output", "input"].map((name) => parentElement.querySelector(name));
  const chart = () => document.querySelector(`.${className(data.chart)} .js-plotly-plot`);
  const pictures = () => chart()?.querySelectorAll(".imagelayer .im image") ?? [];
  const state = { at: data.shown, timer: 0 };

  const draw = () => {
    const [painting] = pictures();
    if (!painting) return;
    const drawn = state.timer ? data.frames[state.at] : chart()._fullData[0].source;
    if (painting.getAttribute("href") !== drawn) painting.setAttribute("href", drawn);
    hang(painting, chart()._fullData[1].source, range.value / 100);
    output.textContent = `iteration ${data.steps[state.timer ? state.at : data.shown]}`;
  };

  const pause = () => {
    clearInterval(state.timer);
    Object.assign(state, { timer: 0, at: data.shown });
    button.textContent = "Play";
    draw();
  };

  const play = () => {
    state.at = 0;
    state.timer = setInterval(() => (state.at < data.frames.length - 1 ? (state.at++, draw()) : pause()), FRAME_MS);
    button.textContent = "Stop";
    draw();
  };

  parentElement.stopPlaying?.(); // a piece's code runs again whenever its data change
  const stop = new AbortController();
  const watcher = setInterval(draw, REDRAW_MS);
  parentElement.stopPlaying = () => (stop.abort(), clearInterval(watcher), clearInterval(state.timer));
  const settings = { signal: stop.signal };
  button.addEventListener("click", () => (state.timer ? pause() : play()), settings);
  range.addEventListener("input", draw, settings);

  // On the picture itself the curtain follows the mouse; a finger there scrolls the page.
  const pull = ({ clientX }) => {
    const { left, width } = pictures()[0].getBoundingClientRect();
    range.value = (100 * (clientX - left)) / width;
    draw();
  };
  const grasp = (event) => {
    const box = event.pointerType === "mouse" && chart()?.contains(event.target) && pictures()[0]?.getBoundingClientRect();
    if (!box || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom) return;
    state.pulled = true;
    pull(event);
  };
  document.addEventListener("pointerdown", grasp, { ...settings, capture: true });
  document.addEventListener("pointermove", (event) => state.pulled && pull(event), { ...settings, capture: true });
  document.addEventListener("pointerup", () => (state.pulled = false), { ...settings, capture: true });
  pause();
  return () => parentElement.stopPlaying();
}
