import type { Info } from "../environment.ts";
import type { LaneInfos } from "./lanes.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** How what JSON does not know is written: under a key of its own. */
const KEY = "$";

/** Infos as text, or nothing if they are all empty. */
export function infosToText({ infos, finalInfos }: LaneInfos): string {
  const empty = infos.every(isEmpty) && finalInfos.every((info) => info === undefined);
  if (empty) return "";
  return JSON.stringify([infos, finalInfos.map((info) => info ?? null)], (_, value) => {
    if (value instanceof Float64Array) return { [KEY]: [...value] };
    if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
      return { [KEY]: Object.is(value, -0) ? "-0" : String(value) };
    }
    return value;
  });
}

/** The way back. */
export function infosFromText(text: string, count: number): LaneInfos {
  if (text === "") {
    const none = Array.from({ length: count }, () => undefined);
    return { infos: none.map(() => ({})), finalInfos: none };
  }
  const [infos, finalInfos] = JSON.parse(text, (_, value) => {
    const special = value?.[KEY];
    if (Array.isArray(special)) return new Float64Array(special);
    return typeof special === "string" ? Number(special) : value;
  });
  return { infos, finalInfos: finalInfos.map((info: Info | null) => info ?? undefined) };
}

/**
 * Writes a text; its length goes before it.
 *
 * @throws RangeError if there is not enough room.
 */
export function writeText(bytes: Uint8Array, text: string): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (text === "") return view.setUint32(0, 0);
  const encoded = encoder.encode(text);
  if (encoded.length > bytes.length - 4) {
    throw new RangeError(
      `Expected infos of at most ${
        bytes.length - 4
      } bytes, found ${encoded.length}: raise infoBytes`,
    );
  }
  view.setUint32(0, encoded.length);
  bytes.set(encoded, 4);
}

/** Reads a text that {@linkcode writeText} has written. */
export function readText(bytes: Uint8Array): string {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  // A decoder does not take shared memory.
  return length === 0 ? "" : decoder.decode(bytes.slice(4, 4 + length));
}

function isEmpty(info: Info): boolean {
  for (const _ in info) return false;
  return true;
}
