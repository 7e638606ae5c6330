/// <reference lib="deno.unstable" />
/** Code that runs in the kernel beside the cells, for what the kernel does not do by itself. */

import type { ExecuteOptions, Kernel } from "./kernel.ts";
import type { KernelMessage } from "./messages.ts";

/** How long late output is waited for, again and again as long as some comes. */
const SETTLE_MS = 25;

/**
 * Makes errors of what the kernel would pass over: a rejection that nobody handles, and an exception in a
 * timer, after which it would also stand still for half a minute.
 */
export async function prepare(kernel: Kernel, options: ExecuteOptions): Promise<void> {
  await kernel.execute(`(${setUp})()`, { ...options, silent: true });
}

/**
 * Waits until no more output of a cell comes, for the kernel may say that it is done before it has sent all:
 * a mark that is printed now comes behind everything that the cell printed.
 *
 * @throws {Deno.errors.TimedOut} If there is no end to it within `timeout`
 */
export async function settle(
  kernel: Kernel,
  { onMessage, timeout, signal }: ExecuteOptions,
): Promise<void> {
  const deadline = performance.now() + timeout;
  for (let quiet = false; !quiet;) {
    quiet = true;
    const mark = crypto.randomUUID();
    const marked = Promise.withResolvers<void>();
    const code = `await globalThis[Symbol.for("notebook.settle")](${SETTLE_MS}, "${mark}")`;
    const accept = (message: KernelMessage) => {
      if (message.content.text === `${mark}\n`) return marked.resolve();
      if (message.type === "execute_input" || message.type === "status") return;
      quiet = false;
      onMessage?.(message);
    };
    const left = deadline - performance.now();
    await kernel.execute(code, { timeout: left, signal, silent: true, onMessage: accept });
    await within(deadline - performance.now(), marked.promise);
  }
}

async function within(milliseconds: number, event: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const message = "Expected the end of the output, found none";
  const timer = setTimeout(() => late.reject(new Deno.errors.TimedOut(message)), milliseconds);
  try {
    await Promise.race([event, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs in the kernel, so it uses nothing of this module. */
function setUp(): void {
  const report = (event: Event, thrown: unknown) => {
    event.preventDefault();
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const traceback = (error.stack ?? "").split("\n");
    const content = { ename: error.name, evalue: error.message, traceback };
    Deno.jupyter.broadcast("error", content);
  };
  addEventListener("unhandledrejection", (event) => report(event, event.reason));
  addEventListener("error", (event) => report(event, event.error));
  const print = console.log.bind(console);
  Object.defineProperty(globalThis, Symbol.for("notebook.settle"), {
    value: async (milliseconds: number, mark: string) => {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      print(mark);
    },
  });
}
