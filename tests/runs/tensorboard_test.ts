import { assert, assertEquals } from "@std/assert";
import { tensorBoardEvent, tensorBoardHeader } from "../../lib/runs/mod.ts";

/** CRC-32C bit by bit, as a remainder of polynomials. */
function checksum(bytes: Uint8Array): number {
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
function recordsOf(file: Uint8Array): Uint8Array[] {
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

type Field = number | Uint8Array;

/** The fields of a message of protocol buffers, by number, each a list. */
function fieldsOf(bytes: Uint8Array): Map<number, Field[]> {
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

const textOf = (field: Field) => new TextDecoder().decode(field as Uint8Array);

Deno.test("the reader's checksum is CRC-32C: its check value", () => {
  assertEquals(checksum(new TextEncoder().encode("123456789")), 0xe3069283);
});

Deno.test("an event file begins as every one of TensorFlow's does", () => {
  const header = tensorBoardHeader(1.7e9);
  // The length 24 and its masked checksum.
  assertEquals(
    Array.from(header.subarray(0, 12)),
    [0x18, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22],
  );
  const [event] = recordsOf(header).map(fieldsOf);
  assertEquals(event.get(1), [1.7e9]);
  assertEquals(textOf(event.get(3)![0]), "brain.Event:2");
});

Deno.test("scalars come back from an event file", () => {
  const steps = [
    { step: 0, scalars: { "loss/mean": 0.5 } },
    { step: 127, scalars: { a: -1.25, "größe": 3 } },
    { step: 5_000_000_000, scalars: { ["long".repeat(100)]: 1e-30 } },
  ];
  const parts = [
    tensorBoardHeader(1),
    ...steps.map(({ step, scalars }) => tensorBoardEvent(step, scalars as never, 2.5)),
  ];
  const file = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  const [, ...events] = recordsOf(file).map(fieldsOf);
  assertEquals(events.length, steps.length);
  for (const [i, { step, scalars }] of steps.entries()) {
    assertEquals(events[i].get(1), [2.5]);
    assertEquals(events[i].get(2), [step]);
    const values = fieldsOf(events[i].get(5)![0] as Uint8Array).get(1)!;
    const found = values.map((value) => {
      const fields = fieldsOf(value as Uint8Array);
      return [textOf(fields.get(1)![0]), fields.get(2)![0]];
    });
    const expected = Object.entries(scalars).map(([tag, value]) => [tag, Math.fround(value)]);
    assertEquals(found, expected);
  }
});

Deno.test("a byte that is wrong is noticed by the checksum", () => {
  const bytes = tensorBoardEvent(1, { a: 1 }, 0);
  bytes[20] ^= 1;
  let noticed = false;
  try {
    recordsOf(bytes);
  } catch {
    noticed = true;
  }
  assert(noticed);
});
