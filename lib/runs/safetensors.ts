import type { Numbers } from "../backend/backend.ts";
import { sizeOf } from "../backend/shapes.ts";

/** Numbers with a shape, away from any backend. */
export interface TensorData {
  /** Lengths of the dimensions. */
  readonly shape: readonly number[];
  /** The numbers, row-major. */
  readonly data: Numbers;
}

/** Numbers by name. */
export type NamedTensors = Readonly<Record<string, TensorData>>;

/** What a file in the safetensors format holds. */
export interface Safetensors {
  /** The tensors, by name. */
  readonly tensors: NamedTensors;
  /** Texts by name, free of any rule. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** How the numbers of one type code are stored. */
interface NumberKind {
  readonly bytes: number;
  readonly make: (buffer: ArrayBuffer) => Numbers;
}

const KINDS: Readonly<Record<string, NumberKind>> = {
  F64: { bytes: 8, make: (buffer) => new Float64Array(buffer) },
  F32: { bytes: 4, make: (buffer) => new Float32Array(buffer) },
};

const METADATA = "__metadata__";
/** Bytes of the length of the header, which come first. */
const LENGTH_BYTES = 8;
/** More is not read, as by the format's own library. */
const MOST_HEADER_BYTES = 100_000_000;

/**
 * Puts tensors into the safetensors format, float64 as F64 and float32 as F32. Equal contents give
 * equal bytes, in whatever order they are given.
 *
 * The format: the length of the header in eight bytes, little-endian; the header, JSON, with type,
 * shape and place of every tensor; the numbers, little-endian and row-major, without gaps. Wider
 * numbers come first and the header is padded to eight bytes, so that all are aligned.
 * Source: https://github.com/huggingface/safetensors
 *
 * @throws TypeError if a tensor's shape does not fit its numbers, or a tensor is named `__metadata__`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeSafetensors, encodeSafetensors } from "@hesscale/hesscale/runs";
 *
 * const bytes = encodeSafetensors({
 *   tensors: { "0.bias": { shape: [2], data: new Float32Array([1, -2]) } },
 *   metadata: { made: "by hand" },
 * });
 * const { tensors, metadata } = decodeSafetensors(bytes);
 * assertEquals(tensors["0.bias"], { shape: [2], data: new Float32Array([1, -2]) });
 * assertEquals(metadata, { made: "by hand" });
 * ```
 */
export function encodeSafetensors(
  { tensors, metadata = {} }: { readonly tensors: NamedTensors } & Partial<Safetensors>,
): Uint8Array<ArrayBuffer> {
  const ordered = Object.entries(tensors).sort(([a, { data: x }], [b, { data: y }]) =>
    y.BYTES_PER_ELEMENT - x.BYTES_PER_ELEMENT || (a < b ? -1 : 1)
  );
  const header: Record<string, unknown> = {};
  const texts = Object.entries(metadata).sort(([a], [b]) => a < b ? -1 : 1);
  if (texts.length > 0) header[METADATA] = Object.fromEntries(texts);
  let end = 0;
  for (const [name, { shape, data }] of ordered) {
    if (name === METADATA) throw new TypeError(`Expected a name other than ${METADATA}, found it`);
    if (data.length !== sizeOf(shape)) {
      throw new TypeError(
        `Expected ${sizeOf(shape)} numbers for ${name} [${shape.join(", ")}], found ${data.length}`,
      );
    }
    const dtype = data instanceof Float64Array ? "F64" : "F32";
    header[name] = { dtype, shape, data_offsets: [end, end += data.byteLength] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  bytes.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerBytes;
  for (const [, { data: { buffer, byteOffset, byteLength } }] of ordered) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

/**
 * The tensors and texts in the bytes of a file in the safetensors format; see
 * {@linkcode encodeSafetensors}. Nothing in the header is believed before it is checked.
 *
 * @param options.name What errors call the bytes, for instance their file.
 * @throws RangeError if there are fewer or more bytes than the header says, or tensors overlap or
 * leave gaps; TypeError if it is no such header, or a tensor is neither F32 nor F64.
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  { name = "the safetensors data" }: { readonly name?: string } = {},
): Safetensors {
  const header = readHeader(bytes, name);
  const start = LENGTH_BYTES + header.bytes;
  const { [METADATA]: texts = {}, ...entries } = header.json;
  const places = Object.entries(entries).map(([tensor, entry]) => placeOf(tensor, entry, name));
  let end = 0;
  for (const { tensor, from, to } of places.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) {
      throw new RangeError(
        `Expected ${tensor} to begin at byte ${end} of the numbers in ${name}, found ${from}`,
      );
    }
    end = to;
  }
  if (start + end !== bytes.length) {
    throw new RangeError(
      `Expected ${start + end} bytes in ${name}, a header of ${start} and ${end} of numbers, ` +
        `found ${bytes.length}`,
    );
  }
  const tensors = places.map(({ tensor, kind, shape, from, to }): [string, TensorData] => [
    tensor,
    { shape, data: kind.make(new Uint8Array(bytes.subarray(start + from, start + to)).buffer) },
  ]);
  return { tensors: Object.fromEntries(tensors), metadata: checkTexts(texts, name) };
}

function readHeader(bytes: Uint8Array, name: string) {
  if (bytes.length < LENGTH_BYTES) {
    throw new RangeError(
      `Expected at least ${LENGTH_BYTES} bytes, the length of the header, in ${name}, ` +
        `found ${bytes.length}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const most = Math.min(MOST_HEADER_BYTES, bytes.length - LENGTH_BYTES);
  if (length > most) {
    throw new RangeError(
      `Expected a header of at most ${most} bytes in ${name}, found one of ${length}`,
    );
  }
  let json: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true })
      .decode(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
    json = JSON.parse(text);
  } catch (cause) {
    throw new TypeError(
      `Expected a header in JSON in ${name}, found ${length} bytes that are not: ${
        (cause as Error).message
      }`,
      { cause },
    );
  }
  if (!isRecord(json)) throw expected("an object as header", name, json);
  return { bytes: length, json };
}

function placeOf(tensor: string, entry: unknown, name: string) {
  if (!isRecord(entry)) throw expected(`type, shape and place of ${tensor}`, name, entry);
  const { dtype, shape, data_offsets: offsets } = entry;
  const kind = Object.entries(KINDS).find(([code]) => code === dtype)?.[1];
  if (!kind) {
    throw expected(`${tensor} of type ${Object.keys(KINDS).join(" or ")}`, name, dtype);
  }
  if (!isListOfSizes(shape)) throw expected(`a list of lengths as shape of ${tensor}`, name, shape);
  if (!isListOfSizes(offsets) || offsets.length !== 2) {
    throw expected(`two places in the numbers for ${tensor}`, name, offsets);
  }
  const [from, to] = offsets;
  const size = sizeOf(shape) * kind.bytes;
  if (to - from !== size) {
    throw new RangeError(
      `Expected ${size} bytes for ${tensor} [${shape.join(", ")}] of type ${dtype} in ${name}, ` +
        `found ${to - from}`,
    );
  }
  return { tensor, kind, shape, from, to };
}

function checkTexts(texts: unknown, name: string): Record<string, string> {
  if (!isRecord(texts)) throw expected(`texts by name as ${METADATA}`, name, texts);
  for (const [key, text] of Object.entries(texts)) {
    if (typeof text !== "string") throw expected(`a text as "${key}" of ${METADATA}`, name, text);
  }
  return texts as Record<string, string>;
}

function expected(what: string, name: string, found: unknown): TypeError {
  return new TypeError(`Expected ${what} in ${name}, found ${JSON.stringify(found) ?? "none"}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isListOfSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
