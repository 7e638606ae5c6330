/**
 * TensorBoard's event files: records in the TFRecord format (length, its checksum, bytes, their
 * checksum), each an `Event` in protocol buffers' wire format (`tensorflow/core/util/event.proto`,
 * `summary.proto`). Scalars are all that is written.
 */

/** Wire types of protocol buffers. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Numbers of the fields that are used. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;
const SUMMARY = { value: 1 } as const;
const VALUE = { tag: 1, simpleValue: 2 } as const;

/** Castagnoli's polynomial, reflected. */
const POLYNOMIAL = 0x82f63b78;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
  }
  return remainder;
});

/** CRC-32C as TFRecord masks it: rotated right by 15 bits, plus a constant. */
function maskedChecksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function record(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const framed = new Uint8Array(16 + bytes.length);
  const view = new DataView(framed.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true);
  view.setUint32(8, maskedChecksum(framed.subarray(0, 8)), true);
  framed.set(bytes, 12);
  view.setUint32(12 + bytes.length, maskedChecksum(bytes), true);
  return framed;
}

function varint(value: number): number[] {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push(value % 128 + 128);
  return [...bytes, value];
}

function bytesField(field: number, bytes: ArrayLike<number>): number[] {
  return [field << 3 | WIRE.bytes, ...varint(bytes.length), ...Array.from(bytes)];
}

function textField(field: number, text: string): number[] {
  return bytesField(field, new TextEncoder().encode(text));
}

function doubleField(field: number, value: number): number[] {
  return [field << 3 | WIRE.fixed64, ...new Uint8Array(new Float64Array([value]).buffer)];
}

function floatField(field: number, value: number): number[] {
  return [field << 3 | WIRE.fixed32, ...new Uint8Array(new Float32Array([value]).buffer)];
}

/** How a file of events begins. */
export function tensorBoardHeader(seconds: number): Uint8Array<ArrayBuffer> {
  return record(
    Uint8Array.from([
      ...doubleField(EVENT.wallTime, seconds),
      ...textField(EVENT.fileVersion, "brain.Event:2"),
    ]),
  );
}

/**
 * Scalars of one step as a record of an event file, whose name has to hold `tfevents`.
 *
 * @param scalars By tag, such as `loss/mean`.
 * @param seconds Seconds since 1970.
 *
 * @example
 * ```ts
 * import { tensorBoardEvent, tensorBoardHeader } from "@hesscale/hesscale/runs";
 *
 * const file = [tensorBoardHeader(0), tensorBoardEvent(1, { "loss/mean": 0.5 }, 0)];
 * console.log(file.map((bytes) => bytes.length));
 * ```
 */
export function tensorBoardEvent(
  step: number,
  scalars: Readonly<Record<string, number>>,
  seconds: number,
): Uint8Array<ArrayBuffer> {
  const values = Object.entries(scalars).flatMap(([tag, value]) =>
    bytesField(SUMMARY.value, [
      ...textField(VALUE.tag, tag),
      ...floatField(VALUE.simpleValue, value),
    ])
  );
  return record(
    Uint8Array.from([
      ...doubleField(EVENT.wallTime, seconds),
      EVENT.step << 3 | WIRE.varint,
      ...varint(step),
      ...bytesField(EVENT.summary, values),
    ]),
  );
}
