// A decoder's weights, sent once for a model and epoch, and what runs them: window.vizlabDecoders[name].
// data = bytes: length of the header (uint32), header (JSON), arrays: int8 with float16 scales a row, or float16 (see
// vizlab/generative/codes/layers.py). Linear layers with SiLU between them and a sigmoid behind; pixels come as grey levels.

const ALIGN = 4;
const WHITE = 255;

// A float16 as a number: sign, five bits of exponent, ten of fraction.
function half(bits) {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function read(buffer, { kind, shape, at }, start) {
  const n = shape.reduce((product, side) => product * side, 1);
  if (kind === "int8") return Float32Array.from(new Int8Array(buffer, start + at, n));
  return Float32Array.from(new Uint16Array(buffer, start + at, n), half);
}

function scaled(values, scale, columns) {
  for (let at = 0; at < values.length; at++) values[at] *= scale[Math.floor(at / columns)];
  return values;
}

function parsed(bytes) {
  const buffer = bytes.slice().buffer; // of its own, so that arrays are aligned
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, ALIGN, length)));
  const array = (key) => read(buffer, header.arrays[key], ALIGN + length);
  const places = Object.keys(header.arrays)
    .filter((key) => key.endsWith(".weight"))
    .map((key) => parseInt(key))
    .sort((a, b) => a - b);
  const layers = places.map((at) => {
    const key = `${at}.weight`;
    const [rows, columns] = header.arrays[key].shape;
    const weight = header.arrays[`${key} scale`] ? scaled(array(key), array(`${key} scale`), columns) : array(key);
    return { rows, columns, weight, bias: array(`${at}.bias`) };
  });
  return { ...header, layers, codes: array("codes"), latent: header.arrays.codes.shape[1] };
}

function linear({ rows, columns, weight, bias }, x) {
  const y = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = bias[row];
    for (let column = 0, at = row * columns; column < columns; column++, at++) sum += weight[at] * x[column];
    y[row] = sum;
  }
  return y;
}

const silu = (x) => x / (1 + Math.exp(-x));
const grey = (x) => Math.round(WHITE / (1 + Math.exp(-x)));

// A code, and the class for a conditional decoder -> grey levels, row by row.
function decode(decoder, code, asked) {
  let x = Float32Array.from(code);
  if (decoder.classes) {
    const more = new Float32Array(decoder.classes);
    more[asked] = 1;
    x = Float32Array.from([...x, ...more]);
  }
  decoder.layers.forEach((layer, index) => (x = linear(layer, index ? x.map(silu) : x)));
  return Uint8ClampedArray.from(x, grey);
}

// How far a code is from the nearest code of a real picture.
function nearest({ codes, latent }, code) {
  let best = Infinity;
  for (let at = 0; at < codes.length; at += latent) {
    let sum = 0;
    for (let i = 0; i < latent && sum < best; i++) sum += (codes[at + i] - code[i]) ** 2;
    best = Math.min(best, sum);
  }
  return Math.sqrt(best);
}

export default function (component) {
  const decoder = parsed(component.data);
  decoder.decode = (code, asked) => decode(decoder, code, asked);
  decoder.nearest = (code) => nearest(decoder, code);
  window.vizlabDecoders = { [decoder.name]: decoder }; // one at a time
  document.dispatchEvent(new CustomEvent("vizlab-decoder", { detail: decoder.name }));
}
