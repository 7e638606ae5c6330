/**
 * The bits of numbers as text: JSON's numbers would lose the sign of zero and all that is no number.
 * Little-endian.
 */
export function toBase64(values: Float64Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return bytes.toBase64();
}

/**
 * The numbers that {@linkcode toBase64} wrote.
 *
 * @throws TypeError if the text is not of that kind
 */
export function fromBase64(text: string): Float64Array {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.fromBase64(text);
  } catch (error) {
    throw new TypeError("Expected numbers in base64, found another text", { cause: error });
  }
  if (bytes.length % 8 !== 0) {
    throw new TypeError(`Expected numbers of eight bytes, found ${bytes.length} bytes`);
  }
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
}
