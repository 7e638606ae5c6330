import { join } from "node:path";
import { CHROMIUM } from "../runtimes/chromium.ts";

const TIMEOUT_MS = 60_000;

const FLAGS = [
  ...["--headless", "--no-sandbox", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  // WebGL without a graphics card.
  ...["--disable-breakpad", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
  ...["--remote-debugging-port=0", "--remote-allow-origins=*"],
];

/** What the browser answers, or tells by itself. */
interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** Chromium, driven by the DevTools protocol. */
export class Chromium implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  readonly #listeners = new Map<string, (message: Message) => void>();
  #count = 0;

  private constructor(process: Deno.ChildProcess, socket: WebSocket) {
    this.#process = process;
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
  }

  /** Starts it; what it keeps goes into a folder. */
  static async start(folder: string): Promise<Chromium> {
    const process = new Deno.Command(CHROMIUM, {
      args: [...FLAGS, `--user-data-dir=${join(folder, "profile")}`, "about:blank"],
      env: { HOME: folder, TMPDIR: folder },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    try {
      const { port, path } = await addressOf(join(folder, "profile"));
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
      await new Promise((resolve, reject) => {
        socket.onopen = resolve;
        socket.onerror = () => reject(new Error("Expected Chromium's socket to open"));
      });
      return new Chromium(process, socket);
    } catch (error) {
      process.kill();
      await process.status;
      throw error;
    }
  }

  /** Opens a page. */
  async open(url: string, size: { width: number; height: number }): Promise<Page> {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page(this, String(sessionId));
    this.#listeners.set(String(sessionId), (message) => page.receive(message));
    for (const domain of ["Runtime", "Log", "Page"]) await page.send(`${domain}.enable`);
    await page.send("Emulation.setDeviceMetricsOverride", {
      ...size,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await page.send("Page.navigate", { url });
    return page;
  }

  /** Asks for something. */
  send(
    method: string,
    params: Record<string, unknown> = {},
    sessionId?: string,
  ): Promise<Record<string, unknown>> {
    const id = ++this.#count;
    const answer = Promise.withResolvers<Record<string, unknown>>();
    this.#waiting.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return answer.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.onclose = resolve);
    // Its children end with it only if it ends by itself.
    await this.send("Browser.close").catch(() => {});
    await this.#process.status;
    this.#socket.close();
    await closed;
  }

  #receive(message: Message): void {
    if (message.id === undefined) {
      this.#listeners.get(message.sessionId ?? "")?.(message);
      return;
    }
    const answer = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) answer?.reject(new Error(`Chromium: ${message.error.message}`));
    else answer?.resolve(message.result ?? {});
  }
}

/** A page in Chromium. */
export class Page {
  /** Exceptions, and what the console shows in red. */
  readonly errors: string[] = [];
  readonly #browser: Chromium;
  readonly #session: string;

  constructor(browser: Chromium, session: string) {
    this.#browser = browser;
    this.#session = session;
  }

  /** Asks this page for something. */
  send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    return this.#browser.send(method, params, this.#session);
  }

  /** Takes what the page tells. */
  receive({ method, params = {} }: Message): void {
    const text = JSON.stringify(params);
    if (method === "Runtime.exceptionThrown") this.errors.push(text);
    if (method === "Log.entryAdded" && text.includes('"level":"error"')) this.errors.push(text);
    if (method === "Runtime.consoleAPICalled" && params.type === "error") this.errors.push(text);
  }

  /** The value of an expression in the page, awaited. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(`The page threw ${JSON.stringify(exceptionDetails)}`);
    return (result as { value?: unknown }).value;
  }

  /** Waits until an expression holds in the page. */
  async until(expression: string): Promise<void> {
    const start = performance.now();
    while (!await this.evaluate(expression)) {
      if (performance.now() - start > TIMEOUT_MS) {
        throw new Error(`Expected ${expression} in the page, found ${this.errors.join() || "not"}`);
      }
      await pause(50);
    }
  }

  /** A part of the page as PNG, in base64. */
  async screenshot(
    { x, y, width, height }: { x: number; y: number; width: number; height: number },
  ): Promise<string> {
    const clip = { x, y, width, height, scale: 1 };
    const { data } = await this.send("Page.captureScreenshot", { format: "png", clip });
    return String(data);
  }
}

/** Some milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Chromium writes where it listens into a file. */
async function addressOf(profile: string): Promise<{ port: string; path: string }> {
  const start = performance.now();
  while (performance.now() - start < TIMEOUT_MS) {
    const text = await Deno.readTextFile(join(profile, "DevToolsActivePort")).catch(() => "");
    const [port, path] = text.split("\n");
    if (port && path) return { port, path };
    await pause(20);
  }
  throw new Error(`Expected Chromium to listen within ${TIMEOUT_MS} ms, found nothing`);
}
