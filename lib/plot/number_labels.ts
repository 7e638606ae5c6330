/**
 * A number as people write it.
 *
 * @param value The number.
 * @returns At most six digits, with commas between thousands.
 */
export function numberLabel(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 6 });
}

/**
 * A power of ten as a tick label: 1, 10, 10², …
 *
 * @param exponent The exponent.
 * @returns Plotly's markup.
 */
export function decadeLabel(exponent: number): string {
  if (exponent === 0) return "1";
  if (exponent === 1) return "10";
  return `10<sup>${String(exponent).replace("-", "−")}</sup>`;
}

/**
 * A positive number as a short tick label.
 *
 * @param value The number.
 * @returns A power of ten where it is one, else at most three digits.
 */
export function powerLabel(value: number): string {
  const exponent = Math.log10(value);
  const isDecade = Math.abs(exponent - Math.round(exponent)) < 1e-9;
  return isDecade ? decadeLabel(Math.round(exponent)) : String(Number(value.toPrecision(3)));
}
