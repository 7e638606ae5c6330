import { assertEquals } from "@std/assert";

/** CRC-32C bit by bit, as a remainder of polynomials. */
export function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1n) ^ (0x82f63b78n * (crc & 1n));
  }
  return Number(crc ^ 0xffffffffn);
}

function masked(bytes: Uint8Array): number {
  const crc = BigInt(checksum(bytes));
  return Number((((crc >> 15n) | (crc << 17n)) + 0xa282ead8n) & 0xffffffffn);
}

/** The records of a file in the TFRecord format. */
export function recordsOf(file: Uint8Array): Uint8Array[] {
  const records = [];
  const view = new DataView(file.buffer);
  let at = 0;
  while (at < file.length) {
    const length = Number(view.getBigUint64(at, true));
    assertEquals(view.getUint32(at + 8, true), masked(file.subarray(at, at + 8)));
    const bytes = file.subarray(at + 12, at + 12 + length);
    assertEquals(view.getUint32(at + 12 + length, true), masked(bytes));
    records.push(bytes);
    at += 16 + length;
  }
  return records;
}

/** A number, or the bytes of a text or message. */
export type Field = number | Uint8Array;

/** The fields of a message of protocol buffers, by number, each a list. */
export function fieldsOf(bytes: Uint8Array): Map<number, Field[]> {
  const fields = new Map<number, Field[]>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const varint = () => {
    let [value, scale] = [0, 1];
    for (;; scale *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const take = (size: number, read: () => Field) => {
      const value = read();
      at += size;
      return value;
    };
    const value = [
      () => varint(),
      () => take(8, () => view.getFloat64(at, true)),
      () => {
        const length = varint();
        return take(length, () => bytes.subarray(at, at + length));
      },
      undefined,
      undefined,
      () => take(4, () => view.getFloat32(at, true)),
    ][key & 7]!();
    fields.set(key >> 3, [...fields.get(key >> 3) ?? [], value]);
  }
  return fields;
}

/** The text in the bytes of a field. */
export const textOf = (field: Field): string => new TextDecoder().decode(field as Uint8Array);
