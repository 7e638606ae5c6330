import type { Environment } from "../../lib/envs/mod.ts";
import type { Actor } from "./actors.ts";
import { Episodes } from "./episodes.ts";
import type { Message, Request as Wish } from "./rows.ts";

/** What is served. */
export interface ServerOptions {
  /** The page, HTML. */
  readonly page: string;
  /** Port on 127.0.0.1; 0 for any that is free. */
  readonly port: number;
  readonly seed?: number;
  /** An environment and an actor of its own for each page that is opened. */
  open(): Promise<{ readonly environment: Environment; readonly actor: Actor }>;
  readonly signal: AbortSignal;
}

/** A running server. */
export interface ViewerServer {
  /** Where the page is: a path that nobody can guess. */
  readonly url: string;
  /** When it has ended. */
  readonly finished: Promise<void>;
}

const HOST = "127.0.0.1";

/** Pages that may be open at a time. */
const MOST_PAGES = 8;

/** Steps of a request end after so long, for other pages and Ctrl-C to have their turn. */
const TURN_MS = 30;

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  // The page needs its own scripts and its own socket, and nothing else.
  "content-security-policy":
    "default-src 'none'; script-src 'unsafe-inline' blob:; style-src 'unsafe-inline'; " +
    "img-src data: blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};

/** Serves the page and its socket to this machine alone. */
export function serveViewer(options: ServerOptions): ViewerServer {
  const path = `/${crypto.getRandomValues(new Uint8Array(16)).toHex()}/`;
  const pages = new Set<WebSocket>();
  const server = Deno.serve(
    { hostname: HOST, port: options.port, onListen() {} },
    (request) => {
      const origin = `http://${HOST}:${server.addr.port}`;
      const { pathname } = new URL(request.url);
      // A name that another site has let point to this machine comes with that name as host.
      if (request.headers.get("host") !== `${HOST}:${server.addr.port}`) return refuse(403);
      if (request.method !== "GET") return refuse(405);
      if (pathname === path) return new Response(options.page, { headers: HEADERS });
      if (pathname !== `${path}socket`) return refuse(404);
      if (request.headers.get("origin") !== origin) return refuse(403);
      if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") return refuse(426);
      if (pages.size >= MOST_PAGES) return refuse(503);
      const { socket, response } = Deno.upgradeWebSocket(request);
      pages.add(socket);
      socket.addEventListener("close", () => pages.delete(socket));
      attend(socket, options);
      return response;
    },
  );
  options.signal.addEventListener("abort", () => {
    for (const socket of pages) socket.close(1001);
    server.shutdown();
  });
  return { url: `http://${HOST}:${server.addr.port}${path}`, finished: server.finished };
}

function refuse(status: number): Response {
  return new Response(null, { status });
}

/** Answers one page until it goes. */
function attend(socket: WebSocket, { open, seed }: ServerOptions): void {
  let environment: Environment | undefined;
  let episodes: Episodes | undefined;
  const say = (message: Message) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  const fail = (error: unknown) => {
    say({ error: error instanceof Error ? error.message : String(error) });
    socket.close(1011);
  };
  socket.onopen = async () => {
    try {
      const opened = await open();
      environment = opened.environment;
      // Whoever has left meanwhile has nothing to be closed for them any more.
      if (socket.readyState !== WebSocket.OPEN) return environment.close();
      episodes = new Episodes({ ...opened, seed });
      say({ header: episodes.header });
    } catch (error) {
      fail(error);
    }
  };
  socket.onmessage = ({ data }) => {
    const wish = parseWish(data);
    if (!wish || !episodes) return socket.close(1008);
    try {
      if ("restart" in wish) episodes.restart();
      else socket.send(advance(episodes, wish.advance));
    } catch (error) {
      fail(error);
    }
  };
  socket.onclose = () => environment?.close();
  // The close event follows.
  socket.onerror = () => {};
}

/** Some steps as rows, up to the end of an episode. */
function advance(episodes: Episodes, steps: number): Float32Array<ArrayBuffer> {
  const deadline = performance.now() + TURN_MS;
  const rows: Float32Array[] = [];
  do rows.push(episodes.next()); while (
    rows.length < steps && !episodes.over && performance.now() < deadline
  );
  const all = new Float32Array(rows.length * rows[0].length);
  for (const [index, row] of rows.entries()) all.set(row, index * row.length);
  return all;
}

function parseWish(data: unknown): Wish | undefined {
  if (typeof data !== "string" || data.length > 100) return undefined;
  try {
    const { advance, restart } = Object(JSON.parse(data));
    if (restart === true) return { restart };
    return Number.isSafeInteger(advance) && advance >= 1 ? { advance } : undefined;
  } catch {
    return undefined;
  }
}
