// A black and white picture on which parts are hidden, or drawn, with a brush; told once the pointer is let go.
// data = {h, w, ink: "0110...", hidden: "0110..."}, row by row. Told as `painted`: {ink, hidden}, in the same form.

const [COVER, INK, PAPER] = ["#4a91c7", "#ffffff", "#000000"];
const RADIUS = 1.6; // of the brush, in pixels of the picture
const TOLD_MS = 250; // after the last key

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const canvas = parentElement.querySelector("canvas");
  const pen = canvas.getContext("2d");
  const { h, w } = data;
  const state = parentElement.brush ?? { tool: "hide", row: Math.floor(h / 2), column: Math.floor(w / 2) };
  parentElement.brush = state;
  if (state.from !== data.ink + data.hidden) {
    Object.assign(state, { from: data.ink + data.hidden, ink: [...data.ink], hidden: [...data.hidden] });
  }
  [canvas.width, canvas.height] = [w, h];

  const draw = () => {
    for (let at = 0; at < h * w; at += 1) {
      pen.fillStyle = state.hidden[at] === "1" ? COVER : state.ink[at] === "1" ? INK : PAPER;
      pen.fillRect(at % w, Math.floor(at / w), 1, 1);
    }
    if (document.activeElement !== canvas && parentElement.getRootNode().activeElement !== canvas) return;
    if (!state.byKeys) return;
    pen.fillStyle = "#ff9e4a";
    pen.fillRect(state.column, state.row, 1, 1);
  };

  const paint = (x, y) => {
    const [radius, isInk] = [RADIUS, state.tool === "white" || state.tool === "black"];
    for (let row = Math.max(0, Math.floor(y - radius)); row <= Math.min(h - 1, y + radius); row += 1) {
      for (let column = Math.max(0, Math.floor(x - radius)); column <= Math.min(w - 1, x + radius); column += 1) {
        if ((row + 0.5 - y) ** 2 + (column + 0.5 - x) ** 2 > (isInk ? 1.2 : radius) ** 2) continue;
        const at = row * w + column;
        if (isInk) state.ink[at] = state.tool === "white" ? "1" : "0";
        state.hidden[at] = state.tool === "hide" ? "1" : "0";
      }
    }
  };

  const tell = () => {
    const [ink, hidden] = [state.ink.join(""), state.hidden.join("")];
    if (ink + hidden === state.from) return;
    state.from = ink + hidden;
    setTriggerValue("painted", { ink, hidden });
  };

  // Fast strokes skip pixels: fill in between.
  const stroke = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const [x, y] = [((event.clientX - left) / width) * w, ((event.clientY - top) / height) * h];
    const [fromX, fromY] = state.last ?? [x, y];
    const steps = Math.max(1, Math.ceil(2 * Math.hypot(x - fromX, y - fromY)));
    for (let step = 1; step <= steps; step += 1) paint(fromX + ((x - fromX) * step) / steps, fromY + ((y - fromY) * step) / steps);
    state.last = [x, y];
    draw();
  };

  canvas.onpointerdown = (event) => {
    if (event.button > 0) return;
    canvas.setPointerCapture(event.pointerId);
    Object.assign(state, { last: null, down: true, byKeys: false });
    stroke(event);
  };
  canvas.onpointermove = (event) => state.down && stroke(event);
  canvas.onpointerup = canvas.onpointercancel = () => {
    if (state.down) tell();
    state.down = false;
  };

  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  canvas.onkeydown = (event) => {
    if (moves[event.key]) {
      const [down, right] = moves[event.key];
      state.row = Math.min(Math.max(state.row + down, 0), h - 1);
      state.column = Math.min(Math.max(state.column + right, 0), w - 1);
    } else if (event.key === " ") {
      paint(state.column + 0.5, state.row + 0.5);
      clearTimeout(state.soon);
      state.soon = setTimeout(tell, TOLD_MS);
    } else return;
    state.byKeys = true;
    event.preventDefault();
    draw();
  };
  canvas.onblur = () => ((state.byKeys = false), draw());

  const tools = [...parentElement.querySelectorAll("[data-tool]")];
  const turn = (tool) => {
    state.tool = tool;
    for (const button of tools) button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
  };
  for (const button of tools) button.onclick = () => turn(button.dataset.tool);
  turn(state.tool);
  const acts = {
    uncover: () => state.hidden.fill("0"),
    blank: () => (state.ink.fill("0"), state.hidden.fill("0"), turn("white")),
  };
  for (const button of parentElement.querySelectorAll("[data-act]")) button.onclick = () => (acts[button.dataset.act](), draw(), tell());
  draw();
}
