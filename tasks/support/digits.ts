/**
 * A copy of plain data whose numbers have so many significant digits: enough for a table or a picture,
 * and a smaller file.
 */
export function toDigits<Data>(data: Data, digits = 6): Data {
  const rounded = (value: unknown): unknown => {
    if (typeof value === "number") return Number(value.toPrecision(digits));
    if (Array.isArray(value)) return value.map(rounded);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, rounded(entry)]));
  };
  return rounded(data) as Data;
}
