import { type Film, type Header, type Message, type Request, rowSize } from "../rows.ts";

/** Where a page gets its moments from. */
export interface Source {
  readonly header: Header;
  /** All moments, if they are known from the start: then one can go to any. */
  readonly film?: readonly Float32Array[];
  /** The moments after at most so many more steps. */
  advance(steps: number): Promise<readonly Float32Array[]>;
  /** Leaves this episode; the next moment is the start of another. */
  restart(): void;
}

function rowsOf(numbers: Float32Array, header: Header): Float32Array[] {
  const size = rowSize(header);
  return Array.from(
    { length: numbers.length / size },
    (_, index) => numbers.subarray(index * size, (index + 1) * size),
  );
}

/** A recorded episode. */
export function filmSource({ header, rows }: Film): Source {
  const bytes = Uint8Array.from(atob(rows), (character) => character.charCodeAt(0));
  const film = rowsOf(new Float32Array(bytes.buffer), header);
  return { header, film, advance: () => Promise.resolve([]), restart() {} };
}

/**
 * The task behind the page. It computes only what is asked for: a page that nobody looks at asks for nothing.
 *
 * @param url Of the task's socket
 * @param onLoss What is to be done when the task is gone, or says what went wrong
 */
export async function liveSource(url: URL, onLoss: (reason: string) => void): Promise<Source> {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  const first = Promise.withResolvers<Header>();
  let answer: ((numbers: Float32Array) => void) | undefined;
  let reason = "The task has ended";
  socket.onmessage = ({ data }) => {
    if (typeof data !== "string") return answer?.(new Float32Array(data));
    const message: Message = JSON.parse(data);
    if ("header" in message) first.resolve(message.header);
    else reason = message.error;
  };
  socket.onclose = () => {
    first.reject(new Error(reason));
    onLoss(reason);
  };
  const header = await first.promise;
  const send = (request: Request) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
  };
  return {
    header,
    async advance(steps) {
      const { promise, resolve } = Promise.withResolvers<Float32Array>();
      answer = resolve;
      send({ advance: steps });
      return rowsOf(await promise, header);
    },
    restart: () => send({ restart: true }),
  };
}
