// Points drawn by hand on a square: told as [[x, y], ...] in [-1, 1], y upwards, when the pointer is lifted.
// data = {points: those there are, most: how many there may be}.

const APART = 2 / 63; // a moving pointer leaves its next point so far away: the points are kept on a grid of 64 x 64

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const [canvas, button, output] = ["canvas", "button", "output"].map((name) => parentElement.querySelector(name));
  const points = data.points.map((point) => [...point]);
  let isDown = false;

  const draw = () => {
    const { width, height } = canvas;
    const pen = canvas.getContext("2d");
    pen.clearRect(0, 0, width, height);
    pen.fillStyle = getComputedStyle(canvas).color;
    for (const [x, y] of points) {
      pen.beginPath();
      pen.arc(((x + 1) / 2) * width, ((1 - y) / 2) * height, 7, 0, 2 * Math.PI);
      pen.fill();
    }
    output.textContent = points.length === 1 ? "1 point" : `${points.length} points`;
  };

  const add = (event) => {
    const box = canvas.getBoundingClientRect();
    const place = [((event.clientX - box.left) / box.width) * 2 - 1, 1 - ((event.clientY - box.top) / box.height) * 2];
    const here = place.map((value) => Math.min(Math.max(value, -1), 1));
    const last = points.at(-1);
    if (points.length >= data.most || (last && Math.hypot(here[0] - last[0], here[1] - last[1]) < APART)) return;
    points.push(here);
    draw();
  };

  const tell = () => setTriggerValue("points", points);
  canvas.onpointerdown = (event) => {
    isDown = true;
    canvas.setPointerCapture(event.pointerId);
    add(event);
  };
  canvas.onpointermove = (event) => isDown && add(event);
  canvas.onpointerup = canvas.onpointercancel = () => {
    if (isDown) tell();
    isDown = false;
  };
  button.onclick = () => {
    points.length = 0;
    draw();
    tell();
  };
  draw();
}
