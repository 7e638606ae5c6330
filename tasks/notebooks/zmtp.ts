/**
 * The part of ZMTP 3.0 (https://rfc.zeromq.org/spec/23) that a Jupyter client needs: one TCP connection,
 * the NULL mechanism, messages of several frames.
 */

const GREETING_LENGTH = 64;
const MORE = 1;
const LONG = 2;
const COMMAND = 4;
const LONGEST_SHORT_FRAME = 255;

const text = new TextEncoder();

/** The two kinds of sockets that a Jupyter client connects. */
export type SocketType = "DEALER" | "SUB";

/** A message, frame by frame. */
export type Frames = Uint8Array<ArrayBuffer>[];

/** One connection to a ZeroMQ socket. */
export class ZmtpConnection implements Disposable {
  readonly #connection: Deno.TcpConn;
  readonly #reader: ReadableStreamBYOBReader;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
    this.#reader = connection.readable.getReader({ mode: "byob" });
  }

  /**
   * Connects to a socket on this machine and shakes hands; a `SUB` socket subscribes to everything.
   *
   * @throws {Deno.errors.ConnectionRefused} If nobody listens at `port` (yet)
   * @throws {Error} If the other side speaks something else
   */
  static async connect(port: number, type: SocketType): Promise<ZmtpConnection> {
    const tcp = await Deno.connect({ hostname: "127.0.0.1", port });
    const connection = new ZmtpConnection(tcp);
    try {
      tcp.setNoDelay(true);
      await connection.#shakeHands(type);
      if (type === "SUB") await connection.send([new Uint8Array([1])]);
      return connection;
    } catch (error) {
      connection[Symbol.dispose]();
      throw error;
    }
  }

  /** Sends one message. */
  async send(frames: Frames): Promise<void> {
    await this.#write(join(frames.flatMap((body, index) => {
      const more = index < frames.length - 1 ? MORE : 0;
      return [frameHeader(more, body.length), body];
    })));
  }

  /**
   * Receives one message.
   *
   * @throws {Deno.errors.UnexpectedEof} If the other side closed the connection
   */
  async receive(): Promise<Frames> {
    const frames: Frames = [];
    for (;;) {
      const { flags, body } = await this.#readFrame();
      if (flags & COMMAND) continue;
      frames.push(body);
      if (!(flags & MORE)) return frames;
    }
  }

  /** Closes the connection; what waits to receive then fails. */
  [Symbol.dispose](): void {
    try {
      this.#connection.close();
    } catch (error) {
      // What was received to its end is closed already.
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  async #shakeHands(type: SocketType): Promise<void> {
    await this.#write(greeting());
    const answer = await this.#read(GREETING_LENGTH);
    if (answer[0] !== 0xff || answer[9] !== 0x7f || answer[10] < 3) {
      throw new Error(`Expected a ZMTP 3 greeting, found ${answer.subarray(0, 12).toHex()}`);
    }
    const ready = join([
      shortString("READY"),
      property("Socket-Type", type),
      property("Identity", ""),
    ]);
    await this.#write(join([frameHeader(COMMAND, ready.length), ready]));
    const { flags, body } = await this.#readFrame();
    const command = new TextDecoder().decode(body.subarray(1, 1 + body[0]));
    if (!(flags & COMMAND) || command !== "READY") {
      throw new Error(`Expected the command READY, found ${command}`);
    }
  }

  async #readFrame(): Promise<{ flags: number; body: Uint8Array<ArrayBuffer> }> {
    const [flags] = await this.#read(1);
    const length = flags & LONG
      ? Number(new DataView((await this.#read(8)).buffer).getBigUint64(0))
      : (await this.#read(1))[0];
    return { flags, body: await this.#read(length) };
  }

  async #read(length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (length === 0) return new Uint8Array(0);
    const { value } = await this.#reader.read(new Uint8Array(length), { min: length });
    if (value?.length !== length) {
      throw new Deno.errors.UnexpectedEof("The other side closed the connection");
    }
    // A view of the received bytes alone, so that its buffer begins where they do.
    return value.byteLength === value.buffer.byteLength ? value : value.slice();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#connection.write(bytes.subarray(sent));
    }
  }
}

/** Signature, version 3.0, mechanism NULL, not a server, padding. */
function greeting(): Uint8Array {
  const bytes = new Uint8Array(GREETING_LENGTH);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes.set(text.encode("NULL"), 12);
  return bytes;
}

function frameHeader(flags: number, length: number): Uint8Array {
  if (length <= LONGEST_SHORT_FRAME) return new Uint8Array([flags, length]);
  const header = new Uint8Array(9);
  header[0] = flags | LONG;
  new DataView(header.buffer).setBigUint64(1, BigInt(length));
  return header;
}

function shortString(value: string): Uint8Array {
  return join([new Uint8Array([value.length]), text.encode(value)]);
}

function property(name: string, value: string): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, value.length);
  return join([shortString(name), length, text.encode(value)]);
}

/** The parts one after another in one array. */
export function join(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
