/// <reference lib="deno.worker" />

/** What the pool sends to a worker: one job. */
export interface WorkerRequest {
  readonly input: unknown;
}

/** What a worker tells the pool. */
export type WorkerReport =
  | { readonly kind: "ready" }
  | { readonly kind: "result"; readonly output: unknown }
  | { readonly kind: "failure"; readonly message: string; readonly stack?: string };

/**
 * The worker's side of the pool: answers each job with what `handler` makes of it. A task's worker file is
 * an import of this, one of the handler, and `serve(handler)`.
 *
 * @param handler Does one job; its result is copied to the pool, so it must be plain data
 */
export function serve<Input, Output>(handler: (input: Input) => Output | Promise<Output>): void {
  self.addEventListener("message", async ({ data }: MessageEvent<WorkerRequest>) => {
    try {
      report({ kind: "result", output: await handler(data.input as Input) });
    } catch (error) {
      reportFailure(error);
    }
  });
  self.addEventListener("error", (event) => {
    event.preventDefault();
    reportFailure(event.error);
  });
  self.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    reportFailure(event.reason);
  });
  // A worker that ended without a word would keep the pool waiting for ever.
  self.addEventListener("unload", () => reportFailure("The worker ended itself"));
  self.close = () => Deno.exit();
  report({ kind: "ready" });
}

function report(report: WorkerReport): void {
  self.postMessage(report);
}

function reportFailure(error: unknown): void {
  if (error instanceof Error) {
    report({
      kind: "failure",
      message: error.message || error.name,
      stack: error.stack,
    });
  } else {
    report({ kind: "failure", message: String(error) });
  }
}
