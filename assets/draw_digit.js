// A black field and a white brush: what is drawn is told as a PNG (a data URL) once it is taken.

const BRUSH_SHARE = 0.085; // of the field's width: the strokes of MNIST

export default function (component) {
  const { parentElement, setTriggerValue } = component;
  const canvas = parentElement.querySelector("canvas");
  const pen = canvas.getContext("2d");
  if (!parentElement.isReady) {
    parentElement.isReady = true; // this runs again whenever the page does; the drawing stays
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }
  Object.assign(pen, { lineWidth: BRUSH_SHARE * canvas.width, lineCap: "round", lineJoin: "round", strokeStyle: "#fff" });

  let last = null;
  const at = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [((event.clientX - left) * canvas.width) / width, ((event.clientY - top) * canvas.height) / height];
  };
  const stroke = (event) => {
    if (!last) return;
    const next = at(event);
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...next);
    pen.stroke();
    last = next;
  };
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
    stroke(event);
  };
  canvas.onpointermove = stroke;
  canvas.onpointerup = canvas.onpointercancel = () => (last = null);

  parentElement.querySelector("[data-does=take]").onclick = () => setTriggerValue("picture", canvas.toDataURL("image/png"));
  parentElement.querySelector("[data-does=clear]").onclick = () => {
    pen.fillStyle = "#000";
    pen.fillRect(0, 0, canvas.width, canvas.height);
  };
}
