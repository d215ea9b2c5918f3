// A file as it is taken in: a photo scaled and made upright by drawing it anew, so that nothing of its EXIF, GPS included, is left; other files as they are.
const EDGE = 1600;
const QUALITIES = [0.75, 0.6, 0.45, 0.3];
const ENOUGH = 400_000;
const LARGEST = 20_000_000;
const DARK = 24;

const fault = (words) => Object.assign(new Error(words), { words });

async function digest(buffer) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", buffer));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function decoded(file) {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
    return image;
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

function drawn(image) {
  const scale = Math.min(1, EDGE / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const context = canvas.getContext("2d", { alpha: false });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function jpeg(canvas) {
  let blob;
  for (const quality of QUALITIES) {
    blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality); });
    if (!blob || blob.size <= ENOUGH) break;
  }
  if (!blob) throw fault("This phone could not read the picture. Take it again.");
  return blob.arrayBuffer();
}

// Whether nothing can be seen: a finger or a pocket before the lens.
function black(canvas) {
  const small = document.createElement("canvas");
  small.width = small.height = 32;
  const context = small.getContext("2d", { willReadFrequently: true });
  context.drawImage(canvas, 0, 0, 32, 32);
  const { data } = context.getImageData(0, 0, 32, 32);
  for (let at = 0; at < data.length; at += 4) {
    if (0.2126 * data[at] + 0.7152 * data[at + 1] + 0.0722 * data[at + 2] > DARK) return false;
  }
  return true;
}

// The office converts HEIC where this browser cannot.
function heic(buffer) {
  const brand = new TextDecoder("latin1").decode(new Uint8Array(buffer, 0, Math.min(12, buffer.byteLength)));
  return /^....ftyp(hei|hev|mif1|msf1)/s.test(brand);
}

async function picture(file) {
  const image = await decoded(file);
  if (!image) return null;
  const canvas = drawn(image);
  image.src = "";
  const taken = { buffer: await jpeg(canvas), black: black(canvas) };
  // iOS keeps the memory of a canvas until it is made small.
  canvas.width = canvas.height = 0;
  return taken;
}

// Gives {id, sha256, size, buffer, black}: bytes as an ArrayBuffer, since WebKit cannot store a Blob. `photo` refuses what is not a picture.
export async function takeIn(file, { photo = false } = {}) {
  let taken = file.type.startsWith("image/") || photo ? await picture(file) : null;
  if (!taken) {
    const buffer = await file.arrayBuffer();
    if (photo && !heic(buffer)) throw fault("This is not a picture that this phone can read. Take it again.");
    if (buffer.byteLength > LARGEST) throw fault("This file is larger than 20 MB. Choose a smaller one.");
    taken = { buffer, black: false };
  }
  return { id: crypto.randomUUID(), sha256: await digest(taken.buffer), size: taken.buffer.byteLength, ...taken };
}
