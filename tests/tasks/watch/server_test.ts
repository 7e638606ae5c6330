import { assert, assertEquals, assertLess, assertMatch, assertNotEquals } from "@std/assert";
import { CartPole, type Environment } from "../../../lib/envs/mod.ts";
import type { Actor } from "../../../tasks/watch/actors.ts";
import { COLUMN, END, type Header, rowSize } from "../../../tasks/watch/rows.ts";
import { serveViewer } from "../../../tasks/watch/server.ts";

/** Counts the steps that it takes, and those of its kind that were closed. */
function makeWatched(act: () => number = () => 0) {
  const counts = { steps: 0, closed: 0 };
  class Counted extends CartPole {
    protected override release(): void {
      counts.closed++;
    }
  }
  const actor = (): Actor => ({
    name: "always left",
    begin: (environment, options) => void environment.reset(options),
    act() {
      counts.steps++;
      return act();
    },
  });
  const open = () => Promise.resolve({ environment: new Counted() as Environment, actor: actor() });
  return { counts, open };
}

async function withServer(
  test: (url: URL, counts: { steps: number; closed: number }) => Promise<void>,
  act?: () => number,
): Promise<void> {
  const { counts, open } = makeWatched(act);
  const controller = new AbortController();
  const { signal } = controller;
  const { url, finished } = serveViewer({ page: "the page", port: 0, seed: 1, open, signal });
  try {
    await test(new URL(url), counts);
  } finally {
    controller.abort();
    await finished;
  }
}

/** The status that a plain request gets, with any headers. */
async function statusOf(
  { port, host, pathname }: URL,
  { method = "GET", path = pathname, ...headers }: Record<string, string> = {},
): Promise<number> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  const lines = Object.entries({ host, connection: "close", ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
  await connection.write(new TextEncoder().encode(request));
  const buffer = new Uint8Array(1000);
  const read = await connection.read(buffer) ?? 0;
  return Number(/^HTTP\/1.1 (\d+)/.exec(new TextDecoder().decode(buffer.subarray(0, read)))?.[1]);
}

const UPGRADE = {
  ...{ connection: "upgrade", upgrade: "websocket", "sec-websocket-version": "13" },
  "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
};

/** Deno's, which can say where it is from, as a browser does. */
const Socket = WebSocket as unknown as new (
  url: URL,
  options: { headers: Record<string, string> },
) => WebSocket;

/** A page's side of the socket. */
class Client implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #messages: (string | Float32Array)[] = [];
  #wake: () => void = () => {};
  closed: { code: number } | undefined;

  constructor(url: URL) {
    const { origin } = url;
    this.#socket = new Socket(new URL("socket", url.href.replace("http", "ws")), {
      headers: { origin },
    });
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onmessage = ({ data }) => {
      this.#messages.push(typeof data === "string" ? data : new Float32Array(data));
      this.#wake();
    };
    this.#socket.onclose = ({ code }) => {
      this.closed = { code };
      this.#wake();
    };
  }

  send(wish: unknown): void {
    this.#socket.send(typeof wish === "string" ? wish : JSON.stringify(wish));
  }

  async next(): Promise<string | Float32Array | undefined> {
    while (this.#messages.length === 0 && !this.closed) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    return this.#messages.shift();
  }

  async header(): Promise<Header> {
    return JSON.parse(await this.next() as string).header;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    while (!this.closed) await this.next();
  }
}

Deno.test("the page has a path of its own each time, and says what it may do", async () => {
  const paths = new Set<string>();
  for (let i = 0; i < 3; i++) {
    await withServer(async (url) => {
      assertEquals(url.hostname, "127.0.0.1");
      assertMatch(url.pathname, /^\/[0-9a-f]{32}\/$/);
      paths.add(url.pathname);
      const response = await fetch(url);
      assertEquals(await response.text(), "the page");
      assertMatch(response.headers.get("content-security-policy")!, /default-src 'none'/);
    });
  }
  assertEquals(paths.size, 3);
});

Deno.test("other paths, hosts, methods and origins are refused", async () => {
  await withServer(async (url) => {
    const socket = `${url.pathname}socket`;
    const statuses = await Promise.all([
      statusOf(url),
      statusOf(url, { path: "/" }),
      statusOf(url, { path: url.pathname.slice(0, -2) + "/" }),
      statusOf(url, { host: "example.org" }),
      statusOf(url, { host: `localhost:${url.port}` }),
      statusOf(url, { method: "POST" }),
      statusOf(url, { path: socket, ...UPGRADE }),
      statusOf(url, { path: socket, ...UPGRADE, origin: "http://example.org" }),
      statusOf(url, { path: socket, ...UPGRADE, origin: "null" }),
      statusOf(url, { path: socket, origin: url.origin }),
      statusOf(url, { path: socket, ...UPGRADE, origin: url.origin }),
    ]);
    assertEquals(statuses, [200, 404, 404, 403, 403, 405, 403, 403, 403, 426, 101]);
  });
});

Deno.test("only what is asked for is computed, and an episode's end is a row's last", async () => {
  await withServer(async (url, counts) => {
    await using client = new Client(url);
    const header = await client.header();
    assertEquals([header.environment, header.actor, header.seed], [
      "CartPole-v1",
      "always left",
      1,
    ]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assertEquals(counts.steps, 0);
    client.send({ advance: 3 });
    const size = rowSize(header);
    const first = await client.next() as Float32Array;
    assertEquals(first.length, 3 * size);
    assertEquals(counts.steps, 2);
    const steps = [0, 1, 2].map((row) => first[row * size + COLUMN.step]);
    assertEquals(steps, [0, 1, 2]);
    // Only to the left: the pole falls within ten steps or so.
    client.send({ advance: 1000 });
    const rest = await client.next() as Float32Array;
    const last = rest.subarray(-size);
    assertEquals(last[COLUMN.end], END.terminated);
    assertEquals(last[COLUMN.return], last[COLUMN.step]);
    client.send({ advance: 1 });
    const next = await client.next() as Float32Array;
    assertEquals([next[COLUMN.episode], next[COLUMN.step]], [1, 0]);
  });
});

Deno.test("each page has episodes of its own, which are closed with it", async () => {
  await withServer(async (url, counts) => {
    {
      await using one = new Client(url);
      await using other = new Client(url);
      const size = rowSize(await one.header());
      await other.header();
      one.send({ advance: 4 });
      other.send({ advance: 2 });
      const [a, b] = [await one.next(), await other.next()] as Float32Array[];
      assertEquals(a.subarray(0, 2 * size), b);
      one.send({ restart: true });
      one.send({ advance: 1 });
      const again = await one.next() as Float32Array;
      assertEquals(again[COLUMN.episode], 1);
      // The random numbers go on: another episode.
      assertNotEquals(again.subarray(COLUMN.observation), a.subarray(COLUMN.observation, size));
    }
    while (counts.closed < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  });
});

Deno.test("what is no request closes the socket", async () => {
  for (const wish of ["", "{}", "[", { advance: 0 }, { advance: 1.5 }, { advance: "1" }]) {
    await withServer(async (url) => {
      await using client = new Client(url);
      await client.header();
      client.send(wish);
      assertEquals(await client.next(), undefined);
      assertEquals(client.closed?.code, 1008);
    });
  }
});

Deno.test("an error of the environment is said to the page", async () => {
  await withServer(async (url) => {
    await using client = new Client(url);
    await client.header();
    client.send({ advance: 2 });
    const message = await client.next();
    assertMatch(String(message), /"error":"CartPole-v1: expected an action from 0 to 1, found 7"/);
  }, () => 7);
});

Deno.test("at most eight pages are served at a time", async () => {
  await withServer(async (url) => {
    await using clients = new AsyncDisposableStack();
    for (let i = 0; i < 8; i++) await clients.use(new Client(url)).header();
    const path = `${url.pathname}socket`;
    assertEquals(await statusOf(url, { path, ...UPGRADE, origin: url.origin }), 503);
  });
});

Deno.test("long requests give others their turn", async () => {
  let count = 0;
  const slow = () => {
    const end = performance.now() + 2;
    while (performance.now() < end);
    return count++ % 2;
  };
  await withServer(async (url) => {
    await using client = new Client(url);
    const size = rowSize(await client.header());
    const start = performance.now();
    client.send({ advance: 100_000 });
    const rows = await client.next() as Float32Array;
    assertLess(rows.length / size, 1000);
    assert(performance.now() - start < 10_000);
  }, slow);
});
