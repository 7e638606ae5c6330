/**
 * A copy of plain data whose numbers have so many significant digits, whole ones all of theirs: enough for
 * a table or a picture, and a smaller file.
 */
export function toDigits<Data>(data: Data, digits = 6): Data {
  const rounded = (value: unknown): unknown => {
    if (Number.isInteger(value)) return value;
    if (typeof value === "number") return Number(value.toPrecision(digits));
    if (Array.isArray(value)) return value.map(rounded);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, rounded(entry)]));
  };
  return rounded(data) as Data;
}

/** A return with one decimal, or none from 100 on. */
export function shortly(value: number): string {
  return value.toFixed(Math.abs(value) < 100 ? 1 : 0);
}
