// Typed quantities: read as the server reads them, and changed in hundredths.

// A number as the server reads it, without its commas between thousands; any other comma stays, and is none of a number.
export function typedNumber(value) {
  const text = value.trim().replace(/^£/, "").trim();
  return /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(text) ? text.replaceAll(",", "") : text;
}

// A typed quantity and so many more, never less than nothing; null where it cannot be read. Nothing typed is none.
export function changedBy(value, by) {
  const text = typedNumber(value);
  return /^([+-]?(\d+\.?\d*|\.\d+))?$/.test(text) ? String(Math.max(0, Math.round((Number(text) + by) * 100) / 100)) : null;
}

const POUNDS = new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP" });
export const inPounds = (sum) => POUNDS.format(sum);
