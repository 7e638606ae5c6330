import { freePorts, type KernelOptions, type Ports, spawnGuarded } from "./kernel_process.ts";
import { type KernelMessage, MessageCodec } from "./messages.ts";
import { ZmtpConnection } from "./zmtp.ts";

/** How often a kernel is started anew when another program took one of its ports. */
const START_ATTEMPTS = 3;
const START_TIMEOUT_MS = 60_000;
const FIRST_ANSWER_TIMEOUT_MS = 200;

/** How one piece of code is run. */
export interface ExecuteOptions {
  /** Called with each message about it in order of arrival, possibly after the reply. */
  onMessage?: (message: KernelMessage) => void;
  /** Milliseconds until it counts as hanging. */
  timeout: number;
  /** Whether it leaves no result and no trace in the execution counter. */
  silent?: boolean;
  /** Ends the wait for it. */
  signal?: AbortSignal;
}

/** What a request waits for: its reply, and the end of its output. */
interface Request {
  readonly onMessage?: (message: KernelMessage) => void;
  reply?: KernelMessage;
  idle: boolean;
  readonly done: PromiseWithResolvers<KernelMessage>;
}

/** A Deno kernel in a process of its own, and the connection to it. */
export class Kernel implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #complaints: Promise<string>;
  readonly #codec: MessageCodec;
  readonly #requests = new Map<string, Request>();
  readonly #connections: ZmtpConnection[] = [];
  readonly #listeners: Promise<void>[] = [];
  #shell: ZmtpConnection | undefined;

  private constructor(process: Deno.ChildProcess, codec: MessageCodec) {
    this.#process = process;
    this.#complaints = new Response(process.stderr).text();
    this.#codec = codec;
  }

  /**
   * Starts a kernel and waits until it answers.
   *
   * @throws {Error} If it ends or does not answer within a minute
   */
  static async start(options: KernelOptions): Promise<Kernel> {
    for (let attempt = 1;; attempt++) {
      try {
        return await Kernel.#startOnce(options);
      } catch (error) {
        if (attempt === START_ATTEMPTS) throw error;
      }
    }
  }

  static async #startOnce(options: KernelOptions): Promise<Kernel> {
    const ports = freePorts();
    const key = crypto.randomUUID();
    const connectionFile = await Deno.makeTempFile({
      dir: options.directory,
      prefix: ".kernel-",
      suffix: ".json",
    });
    try {
      const description = {
        transport: "tcp",
        ip: "127.0.0.1",
        ...ports,
        key,
        signature_scheme: "hmac-sha256",
        kernel_name: "deno",
      };
      await Deno.writeTextFile(connectionFile, JSON.stringify(description));
      const kernel = new Kernel(
        spawnGuarded(connectionFile, options),
        await MessageCodec.create(key),
      );
      try {
        await kernel.#connect(ports);
        return kernel;
      } catch (error) {
        await kernel[Symbol.asyncDispose]();
        throw error;
      }
    } finally {
      await Deno.remove(connectionFile);
    }
  }

  /**
   * Runs code and waits for its end and its output.
   *
   * @returns The content of the `execute_reply`
   * @throws {Deno.errors.TimedOut} If it takes longer than `timeout`; the kernel is then of no more use
   * @throws {Error} If the kernel ends meanwhile
   * @throws The signal's reason, if it is aborted
   */
  async execute(code: string, options: ExecuteOptions): Promise<KernelMessage["content"]> {
    const silent = options.silent ?? false;
    const content = {
      code,
      silent,
      store_history: !silent,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    };
    const reply = await this.#request("execute_request", content, options);
    return reply.content;
  }

  /** Ends the kernel. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection[Symbol.dispose]();
    await this.#process.stdin.close().catch(() => {});
    await this.#process.status;
    await Promise.all([this.#complaints, ...this.#listeners]);
  }

  async #connect(ports: Ports): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    const ended = this.#process.status.then(async ({ code }) => {
      throw new Error(
        `The kernel ended with exit code ${code} before it answered: ${await this.#complaints}`,
      );
    });
    ended.catch(() => {});
    const open = async (port: number, type: "DEALER" | "SUB") => {
      const connection = await retry(() => ZmtpConnection.connect(port, type), ended, deadline);
      this.#connections.push(connection);
      return connection;
    };
    this.#listeners.push(this.#listen(await open(ports.iopub_port, "SUB")));
    this.#shell = await open(ports.shell_port, "DEALER");
    this.#listeners.push(this.#listen(this.#shell));
    // The kernel takes up a subscription some time after it was sent: it has once an answer arrives.
    let timeout = FIRST_ANSWER_TIMEOUT_MS;
    const ask = () => this.#request("kernel_info_request", {}, { timeout: timeout *= 2 });
    await retry(ask, ended, deadline);
  }

  async #request(
    type: string,
    content: Record<string, unknown>,
    { onMessage, timeout, signal }: ExecuteOptions,
  ): Promise<KernelMessage> {
    const id = crypto.randomUUID();
    const request: Request = { onMessage, idle: false, done: Promise.withResolvers() };
    this.#requests.set(id, request);
    const timer = setTimeout(() => {
      const message = `Expected an end within ${timeout / 1000} s, found none`;
      request.done.reject(new Deno.errors.TimedOut(message));
    }, timeout);
    const abort = () => request.done.reject(signal?.reason);
    signal?.addEventListener("abort", abort);
    try {
      signal?.throwIfAborted();
      await this.#shell?.send(await this.#codec.encode(type, id, content));
      return await request.done.promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }

  async #listen(connection: ZmtpConnection): Promise<void> {
    try {
      for (;;) this.#accept(await this.#codec.decode(await connection.receive()));
    } catch (error) {
      const ended = new Error("The kernel ended before the code did", { cause: error });
      for (const { done } of this.#requests.values()) {
        done.promise.catch(() => {});
        done.reject(ended);
      }
    }
  }

  #accept(message: KernelMessage): void {
    const request = this.#requests.get(message.parentId ?? "");
    if (!request) return;
    if (message.type.endsWith("_reply")) request.reply = message;
    else if (message.content.execution_state === "idle") request.idle = true;
    else request.onMessage?.(message);
    if (request.reply && request.idle) request.done.resolve(request.reply);
  }
}

/** Calls `attempt` until it succeeds, `ended` rejects or the time is over. */
async function retry<T>(
  attempt: () => Promise<T>,
  ended: Promise<never>,
  deadline: number,
): Promise<T> {
  for (;;) {
    try {
      return await Promise.race([attempt(), ended]);
    } catch (error) {
      const transient = error instanceof Deno.errors.ConnectionRefused ||
        error instanceof Deno.errors.TimedOut || error instanceof Deno.errors.UnexpectedEof;
      if (!transient || performance.now() > deadline) throw error;
      await Promise.race([new Promise((resolve) => setTimeout(resolve, 10)), ended]);
    }
  }
}
