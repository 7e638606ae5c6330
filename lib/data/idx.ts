import { sizeOf } from "../backend/shapes.ts";
/** The numbers of an IDX file. */
export type IdxValues =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** An array as an IDX file holds it. */
export interface IdxArray {
  /** The length of each dimension. */
  readonly shape: readonly number[];
  /** The numbers, row-major. */
  readonly values: IdxValues;
}

/** How {@linkcode readIdx} reads. */
export interface ReadIdxOptions {
  /** What errors call the data, for instance their file; "the IDX data" by default. */
  name?: string;
}

/** How the numbers of one type code are read. */
interface NumberKind {
  readonly name: string;
  readonly bytes: number;
  /** Reads `count` big-endian numbers from `data`, which holds just these. */
  read(data: Uint8Array, count: number): IdxValues;
}

/** By the third byte of the magic number. */
const NUMBER_KINDS: ReadonlyMap<number, NumberKind> = new Map<number, NumberKind>([
  [0x08, {
    name: "unsigned bytes",
    bytes: 1,
    // A plain array even where the data are a Buffer, whose methods differ.
    read: ({ buffer, byteOffset, length }) => new Uint8Array(buffer, byteOffset, length),
  }],
  [0x09, { name: "signed bytes", bytes: 1, read: (data) => Int8Array.from(data) }],
  [0x0b, {
    name: "16-bit integers",
    bytes: 2,
    read: (data, count) => fill(new Int16Array(count), data, DataView.prototype.getInt16),
  }],
  [0x0c, {
    name: "32-bit integers",
    bytes: 4,
    read: (data, count) => fill(new Int32Array(count), data, DataView.prototype.getInt32),
  }],
  [0x0d, {
    name: "32-bit floats",
    bytes: 4,
    read: (data, count) => fill(new Float32Array(count), data, DataView.prototype.getFloat32),
  }],
  [0x0e, {
    name: "64-bit floats",
    bytes: 8,
    read: (data, count) => fill(new Float64Array(count), data, DataView.prototype.getFloat64),
  }],
]);

const MAGIC_BYTES = 4;
const LENGTH_BYTES = 4;

/**
 * Reads an array in the IDX format of MNIST and its relatives, compressed with gzip or not.
 *
 * The format, all big-endian: two zero bytes, a byte for the type of the numbers, a byte for the number of
 * dimensions; the length of each dimension in four bytes; the numbers, row-major.
 * Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits" (1998).
 *
 * @throws {TypeError} If the data are not gzip where they begin so, or not IDX
 * @throws {RangeError} If there are fewer or more bytes than the header says
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readIdx } from "@hesscale/hesscale/data";
 *
 * const bytes = new Uint8Array([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]);
 * const { shape, values } = await readIdx(bytes);
 * assertEquals(shape, [3]);
 * assertEquals(values, new Uint8Array([7, 2, 1]));
 * ```
 */
export async function readIdx(
  bytes: Uint8Array,
  { name = "the IDX data" }: ReadIdxOptions = {},
): Promise<IdxArray> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const data = isGzip ? await decompress(bytes, name) : bytes;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < MAGIC_BYTES) {
    throw new RangeError(
      `Expected at least ${MAGIC_BYTES} bytes, the magic number, in ${name}, found ${data.length}`,
    );
  }
  const magic = view.getUint32(0);
  const [kind, rank] = [NUMBER_KINDS.get(data[2]), data[3]];
  if (magic > 0xffff || !kind || rank === 0) {
    throw new TypeError(
      "Expected a magic number 0x0000ttdd with a type tt of 08, 09 or 0b to 0e and " +
        `at least 1 dimension dd in ${name}, found 0x${magic.toString(16).padStart(8, "0")}`,
    );
  }
  const header = MAGIC_BYTES + LENGTH_BYTES * rank;
  if (data.length < header) {
    throw new RangeError(
      `Expected at least ${header} bytes, the header of ${rank} ` +
        `${rank === 1 ? "dimension" : "dimensions"}, in ${name}, found ${data.length}`,
    );
  }
  const shape = Array.from(
    { length: rank },
    (_, axis) => view.getUint32(MAGIC_BYTES + LENGTH_BYTES * axis),
  );
  const count = sizeOf(shape);
  const expected = header + count * kind.bytes;
  if (data.length !== expected) {
    throw new RangeError(
      `Expected ${expected} bytes in ${name}, a header of ${header} and ` +
        `${shape.join(" × ")} ${kind.name}, found ${data.length}`,
    );
  }
  return { shape, values: kind.read(data.subarray(header), count) };
}

async function decompress(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  try {
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
    return await new Response(stream.pipeThrough(new DecompressionStream("gzip"))).bytes();
  } catch (cause) {
    throw new TypeError(
      `Expected complete gzip data in ${name}, found ${bytes.length} bytes that do not decompress: ` +
        (cause as Error).message,
      { cause },
    );
  }
}

function fill<Values extends Exclude<IdxValues, Uint8Array | Int8Array>>(
  values: Values,
  data: Uint8Array,
  get: (this: DataView, offset: number) => number,
): Values {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let index = 0; index < values.length; index++) {
    values[index] = get.call(view, index * values.BYTES_PER_ELEMENT);
  }
  return values;
}
