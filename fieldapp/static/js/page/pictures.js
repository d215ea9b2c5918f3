// A file as it is taken in: a photo scaled and made upright by drawing it anew, so that nothing of its EXIF, GPS included, is left; other files as they are.
// Long edge and quality, tried in turn until the file is small enough to send.
const STEPS = [[1600, 0.75], [1600, 0.6], [1600, 0.45], [1600, 0.3], [1280, 0.3], [1024, 0.3]];
const ENOUGH = 300_000;
const LARGEST = 20_000_000;
// The brightest that a black frame may be, of 255, where it is shrunk to 32 by 32.
const DARK = 24;
// A frame is blurred if even the sharpest sixteenth of it, grey and 384 pixels long, has a variance of the Laplacian below this. Sharp photos have
// 400 to 13,000, also of one thing before a bare wall; blurred by a Gaussian of 8 pixels on 1600, which no rating plate can be read through, 10 to 95.
const SOFT = 100;
const SEEN = 384;
const PARTS = 4;
// A bare wall has no edges, sharp or not: nothing is said of a picture that is nearly one grey.
const FLAT = 150;

const fault = (words) => Object.assign(new Error(words), { words });

async function digest(buffer) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", buffer));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// 16 by 8 pixels, black on the left and white on the right, whose EXIF turns black to the top.
const TURNED = "/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/wAALCAAIABABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAABwj/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/AD9QD//Z";
const sized = (file, width, height) => createImageBitmap(file, { imageOrientation: "from-image", resizeWidth: width, resizeHeight: height, resizeQuality: "medium" });

// Whether this browser decodes a picture aside, upright and as small as it is asked: it is three times as quick. Old ones forget to turn it.
async function decodesAside() {
  try {
    const bytes = Uint8Array.from(atob(TURNED), (letter) => letter.charCodeAt(0));
    const bitmap = await sized(new Blob([bytes], { type: "image/jpeg" }), 4, 8);
    const { grey, width } = greys(bitmap, 8);
    return width === 4 && grey[width + 1] < 64 && grey[6 * width + 1] > 192;
  } catch { return false; }
}

let aside = null;

// Its size as it is shown; null for what is no picture to this browser.
async function opened(file) {
  const image = new Image();
  const loaded = new Promise((resolve) => { image.onload = () => resolve(image); image.onerror = () => resolve(null); });
  image.src = URL.createObjectURL(file);
  await loaded.finally(() => URL.revokeObjectURL(image.src));
  return image.naturalWidth ? image : null;
}

// The picture upright and no larger than its first step, to be drawn.
async function decoded(file) {
  const image = await opened(file);
  if (!image) return null;
  const { naturalWidth, naturalHeight } = image;
  const scale = Math.min(1, STEPS[0][0] / Math.max(naturalWidth, naturalHeight));
  const [width, height] = [naturalWidth, naturalHeight].map((side) => Math.max(1, Math.round(side * scale)));
  // A file that is not decoded aside may still be shown.
  const bitmap = (await (aside ??= decodesAside())) && (await sized(file, width, height).catch(() => null));
  return bitmap || image.decode().then(() => image, () => null);
}

function drawn(source, width, height, edge, make = {}) {
  const scale = Math.min(1, edge / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { alpha: false, ...make });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// iOS keeps the memory of a canvas until it is made small.
const free = (canvas) => { canvas.width = canvas.height = 0; };
const encoded = (canvas, quality) => new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality); });

async function jpeg(whole) {
  let blob, canvas = whole;
  for (const [edge, quality] of STEPS) {
    if (edge < Math.max(canvas.width, canvas.height)) {
      if (canvas !== whole) free(canvas);
      canvas = drawn(whole, whole.width, whole.height, edge);
    }
    blob = await encoded(canvas, quality);
    if (!blob || blob.size <= ENOUGH) break;
  }
  if (canvas !== whole) free(canvas);
  if (!blob) throw fault("This phone could not read the picture. Take it again.");
  return blob.arrayBuffer();
}

// The picture in greys, shrunk.
function greys(canvas, edge) {
  const small = drawn(canvas, canvas.width, canvas.height, edge, { willReadFrequently: true });
  const { width, height } = small;
  const { data } = small.getContext("2d").getImageData(0, 0, width, height);
  const grey = new Float32Array(width * height);
  for (let at = 0; at < grey.length; at += 1) grey[at] = 0.2126 * data[4 * at] + 0.7152 * data[4 * at + 1] + 0.0722 * data[4 * at + 2];
  free(small);
  return { grey, width, height };
}

function variance(values) {
  let sum = 0, squares = 0;
  for (const value of values) { sum += value; squares += value * value; }
  return squares / values.length - (sum / values.length) ** 2;
}

// The variance of the Laplacian of the part that has most of it.
function sharpest({ grey, width, height }) {
  let most = 0;
  for (let part = 0; part < PARTS * PARTS; part += 1) {
    const edges = [];
    const [column, row] = [part % PARTS, Math.floor(part / PARTS)];
    for (let y = Math.max(1, Math.floor((row * height) / PARTS)); y < Math.min(height - 1, ((row + 1) * height) / PARTS); y += 1) {
      for (let x = Math.max(1, Math.floor((column * width) / PARTS)); x < Math.min(width - 1, ((column + 1) * width) / PARTS); x += 1) {
        const at = y * width + x;
        edges.push(4 * grey[at] - grey[at - 1] - grey[at + 1] - grey[at - width] - grey[at + width]);
      }
    }
    if (edges.length) most = Math.max(most, variance(edges));
  }
  return most;
}

// What is wrong with a frame, as far as a phone can tell: a finger before the lens, or a hand that shook.
function looks(canvas) {
  if (greys(canvas, 32).grey.every((value) => value <= DARK)) return "black";
  const small = greys(canvas, SEEN);
  return variance(small.grey) > FLAT && sharpest(small) < SOFT ? "blurred" : "";
}

// The office converts HEIC where this browser cannot.
function heic(buffer) {
  const brand = new TextDecoder("latin1").decode(new Uint8Array(buffer, 0, Math.min(12, buffer.byteLength)));
  return /^....ftyp(hei|hev|mif1|msf1)/s.test(brand);
}

async function picture(file) {
  const source = await decoded(file);
  if (!source) return null;
  const canvas = drawn(source, source.naturalWidth ?? source.width, source.naturalHeight ?? source.height, STEPS[0][0]);
  if (source.close) source.close();
  else source.src = "";
  const taken = { buffer: await jpeg(canvas), looks: looks(canvas) };
  free(canvas);
  return taken;
}

// Gives {id, sha256, size, buffer, looks}: bytes as an ArrayBuffer, since WebKit cannot store a Blob. `photo` refuses what is not a picture.
export async function takeIn(file, { photo = false } = {}) {
  let taken = file.type.startsWith("image/") || photo ? await picture(file) : null;
  if (!taken) {
    const buffer = await file.arrayBuffer();
    if (photo && !heic(buffer)) throw fault("This is not a picture that this phone can read. Take it again.");
    if (buffer.byteLength > LARGEST) throw fault("This file is larger than 20 MB. Choose a smaller one.");
    taken = { buffer, looks: "" };
  }
  return named(taken);
}

// The same of bytes that were made here.
export const named = async (taken) => ({ id: crypto.randomUUID(), sha256: await digest(taken.buffer), size: taken.buffer.byteLength, ...taken });
