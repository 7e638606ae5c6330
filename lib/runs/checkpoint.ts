import { formatJson, parseJson } from "./json.ts";
import { decodeSafetensors, encodeSafetensors, type NamedTensors } from "./safetensors.ts";

/** All that a run needs to continue bit for bit. */
export interface Checkpoint {
  /** Steps done. */
  readonly step: number;
  /** What JSON can hold: counters, states of random streams, options. */
  readonly state: Readonly<Record<string, unknown>>;
  /** Parameters, moments and whatever else is made of many numbers. */
  readonly tensors: NamedTensors;
}

const CHECKSUM = "sha256";

/**
 * The bytes of a checkpoint: a file in the safetensors format whose metadata hold the step, the
 * state as JSON, and a checksum of all of it.
 *
 * @throws TypeError if JSON would change the state: `NaN`, typed arrays, …
 */
export async function encodeCheckpoint(
  { step, state, tensors }: Checkpoint,
): Promise<Uint8Array<ArrayBuffer>> {
  const metadata = { step: String(step), state: formatJson(state) };
  const checksum = await digest(encodeSafetensors({ tensors, metadata }));
  return encodeSafetensors({ tensors, metadata: { ...metadata, [CHECKSUM]: checksum } });
}

/**
 * The checkpoint in the bytes that {@linkcode encodeCheckpoint} made.
 *
 * @param name What errors call the bytes, for instance their file.
 * @throws RangeError or TypeError if they are cut off or not of the format; Error if the checksum is
 * another.
 */
export async function decodeCheckpoint(
  bytes: Uint8Array,
  name = "the checkpoint",
): Promise<Checkpoint> {
  const { tensors, metadata } = decodeSafetensors(bytes, { name });
  const { [CHECKSUM]: expected, ...others } = metadata;
  const found = await digest(encodeSafetensors({ tensors, metadata: others }));
  if (found !== expected) {
    throw new Error(
      `Expected the checksum ${expected?.slice(0, 12) ?? "of a checkpoint"} in ${name}, ` +
        `found ${found.slice(0, 12)}`,
    );
  }
  const state = parseJson(others.state, name) as Checkpoint["state"];
  return { step: Number(others.step), state, tensors };
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
