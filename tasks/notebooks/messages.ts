/**
 * Jupyter's wire protocol 5.3 (https://jupyter-client.readthedocs.io/en/stable/messaging.html): what
 * messages hold, how they are signed and how they become frames.
 */

import { type Frames, join } from "./zmtp.ts";

const VERSION = "5.3";
const DELIMITER = "<IDS|MSG>";
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A message as a kernel sends it. */
export interface KernelMessage {
  readonly type: string;
  /** The request that it answers or that its output belongs to. */
  readonly parentId: string | undefined;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Turns messages of one session into signed frames and back. */
export class MessageCodec {
  readonly #key: CryptoKey;
  readonly #session: string = crypto.randomUUID();

  private constructor(key: CryptoKey) {
    this.#key = key;
  }

  /** Makes a codec that signs with HMAC-SHA256 and the given secret. */
  static async create(secret: string): Promise<MessageCodec> {
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const usages: KeyUsage[] = ["sign", "verify"];
    return new MessageCodec(
      await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, usages),
    );
  }

  /** The frames of a request of type `type` with the given id. */
  async encode(type: string, id: string, content: Record<string, unknown>): Promise<Frames> {
    const header = {
      msg_id: id,
      msg_type: type,
      session: this.#session,
      username: "hesscale",
      date: new Date().toISOString(),
      version: VERSION,
    };
    const parts = [header, {}, {}, content].map((part) => encoder.encode(JSON.stringify(part)));
    const signature = new Uint8Array(await crypto.subtle.sign("HMAC", this.#key, join(parts)));
    return [encoder.encode(DELIMITER), encoder.encode(signature.toHex()), ...parts];
  }

  /**
   * The message that arrived as `frames`.
   *
   * @throws {TypeError} If it is no Jupyter message or its signature is wrong
   */
  async decode(frames: Frames): Promise<KernelMessage> {
    const start = frames.findIndex((frame) => decoder.decode(frame) === DELIMITER);
    if (start < 0 || frames.length < start + 6) {
      throw new TypeError(`Expected a Jupyter message, found ${frames.length} frames`);
    }
    const signature = Uint8Array.fromHex(decoder.decode(frames[start + 1]));
    const parts = frames.slice(start + 2, start + 6);
    if (!await crypto.subtle.verify("HMAC", this.#key, signature, join(parts))) {
      throw new TypeError("Expected a message signed with the key of this session");
    }
    const [header, parent, , content] = parts.map((part) => JSON.parse(decoder.decode(part)));
    return { type: header.msg_type, parentId: parent?.msg_id, content };
  }
}
