import { sizeOf } from "../backend/shapes.ts";
import type { Tensor } from "../backend/backend.ts";
import type { Network } from "../layers/network.ts";
import type { Found } from "../optim/walk.ts";

/** Characters of an error's message; longer ones are cut. */
const TEXT_LENGTH = 600;

/** Bytes of an error's text: none of its characters takes more than six, as JSON has it. */
const TEXT_BYTES = 6 * TEXT_LENGTH + 64;

/** Numbers before a shard's tensors: the loss, and whether there are curvature and scaling. */
const HEAD = 3;

/** What a {@linkcode WalkMemory} lies in. */
export interface WalkBuffers {
  /** The parameters, the same for all threads. */
  readonly parameters: SharedArrayBuffer;
  /** What this thread finds. */
  readonly found: SharedArrayBuffer;
  /** How far it is, and its error. */
  readonly report: SharedArrayBuffer;
}

/**
 * What two threads share, each with a network of its own: parameters on the way there, what walks found
 * on the way back. Float32, as the simd backend's numbers.
 */
export class WalkMemory {
  readonly #network: Network;
  readonly #parameters: Float32Array;
  readonly #heads: Float64Array;
  readonly #tensors: Float32Array;
  readonly #size: number;
  readonly #words: Int32Array;
  readonly #text: Uint8Array;

  /** A view of `buffers` for one of the threads. */
  constructor(network: Network, shards: number, { parameters, found, report }: WalkBuffers) {
    this.#network = network;
    this.#parameters = new Float32Array(parameters);
    this.#heads = new Float64Array(found, 0, HEAD * shards);
    this.#tensors = new Float32Array(found, this.#heads.byteLength);
    this.#size = numbersOf(network);
    this.#words = new Int32Array(report, 0, 2);
    this.#text = new Uint8Array(report, this.#words.byteLength);
  }

  /** Room for a network's parameters. */
  static roomForParameters(network: Network): SharedArrayBuffer {
    return new SharedArrayBuffer(4 * numbersOf(network));
  }

  /** Room for what a thread finds in `shards` shards of a step; what is not used takes no memory. */
  static room(network: Network, shards: number, parameters: SharedArrayBuffer): WalkBuffers {
    return {
      parameters,
      found: new SharedArrayBuffer(shards * (8 * HEAD + 4 * 3 * numbersOf(network))),
      report: new SharedArrayBuffer(8 + TEXT_BYTES),
    };
  }

  /** Puts this thread's parameters there. */
  writeParameters(): void {
    this.#eachParameter((value, numbers) => void this.#network.backend.read(value, numbers));
  }

  /** Takes them into this thread's network. */
  readParameters(): void {
    this.#eachParameter((value, numbers) => this.#network.backend.write(value, numbers));
  }

  /** Puts there what a walk found. */
  writeFound(shard: number, { loss, gradient, curvature, scaling }: Found): void {
    this.#heads.set([loss, Number(!!curvature), Number(!!scaling)], HEAD * shard);
    for (const [kind, tensors] of [gradient, curvature, scaling].entries()) {
      let at = this.#start(shard, kind);
      for (const tensor of tensors ?? []) {
        const end = at + sizeOf(tensor.shape);
        this.#network.backend.read(tensor, this.#tensors.subarray(at, end));
        at = end;
      }
    }
  }

  /** What a walk found, as tensors of this thread. */
  readFound(shard: number): Found {
    const [loss, curvature, scaling] = this.#heads.subarray(HEAD * shard, HEAD * (shard + 1));
    const tensors = (kind: number): Tensor[] => {
      let at = this.#start(shard, kind);
      return this.#network.parameters.map(({ parameter: { shape } }) => {
        const end = at + sizeOf(shape);
        const tensor = this.#network.backend.tensor(this.#tensors.subarray(at, end), shape);
        at = end;
        return tensor;
      });
    };
    return {
      loss,
      gradient: tensors(0),
      curvature: curvature ? tensors(1) : undefined,
      scaling: scaling ? tensors(2) : undefined,
    };
  }

  /** Says that the walks of a request have ended, maybe by an error. */
  answer(request: number, error?: Error): void {
    // However long the message, it fits.
    const report = error && { name: error.name, message: error.message.slice(0, TEXT_LENGTH) };
    // Encoders of browsers do not write to shared memory.
    const bytes = new TextEncoder().encode(report ? JSON.stringify(report) : "");
    this.#text.set(bytes);
    this.#words[1] = bytes.length;
    Atomics.store(this.#words, 0, request);
    Atomics.notify(this.#words, 0);
  }

  /** Sleeps until the walks of a request have ended; false if they have not after that time. */
  awaitAnswer(request: number, seconds: number): boolean {
    // Second by second: a process that was stopped meanwhile has waited for one at most.
    for (let waited = 0; waited < seconds; waited++) {
      if (Atomics.load(this.#words, 0) === request) return true;
      Atomics.wait(this.#words, 0, request - 1, 1000);
    }
    return Atomics.load(this.#words, 0) === request;
  }

  /** The error by which the walks ended, if any did. */
  get error(): Error | undefined {
    const length = this.#words[1];
    if (length === 0) return undefined;
    const { name, message } = JSON.parse(new TextDecoder().decode(this.#text.slice(0, length)));
    const kinds: Record<string, ErrorConstructor> = { RangeError, TypeError };
    return new (kinds[name] ?? Error)(message);
  }

  #start(shard: number, kind: number): number {
    return (3 * shard + kind) * this.#size;
  }

  #eachParameter(act: (value: Tensor, numbers: Float32Array) => void): void {
    let at = 0;
    for (const { parameter: { value, shape } } of this.#network.parameters) {
      const end = at + sizeOf(shape);
      act(value, this.#parameters.subarray(at, end));
      at = end;
    }
  }
}

function numbersOf({ parameters }: Network): number {
  return parameters.reduce((sum, { parameter }) => sum + sizeOf(parameter.shape), 0);
}
