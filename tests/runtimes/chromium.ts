import { join } from "node:path";

/** Where Debian's package puts it. */
export const CHROMIUM = "/usr/bin/chromium";

/** What a program said in the page's own thread and in a worker. */
export interface FromBrowser {
  readonly page: unknown;
  readonly worker: unknown;
}

const TIMEOUT_MS = 60_000;

const FLAGS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage"],
  ...["--no-first-run", "--disable-background-networking", "--disable-component-update"],
  ...["--disable-sync", "--disable-breakpad"],
];

/** The page sends what it finds back to where it came from, errors too. */
const page = (seed: number) =>
  `<!doctype html><title>hesscale</title><script type="module">
  const send = (report) => fetch("/report", { method: "POST", body: JSON.stringify(report) });
  try {
    const library = await import("/library.js");
    const { run } = await import("/program.js");
    const worker = new Worker("/worker.js", { type: "module" });
    const message = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error("worker: " + message));
    });
    await send({ found: { page: await run(library, ${seed}), worker: await message } });
  } catch (error) {
    await send({ error: String(error) });
  }
</script>`;

const worker = (seed: number) =>
  `import * as library from "/library.js";
  import { run } from "/program.js";
  postMessage(await run(library, ${seed}));`;

/**
 * Runs a program in Chromium: the function `run` of `program.js` on what `library.js` exports, both in a folder.
 *
 * Not through Playwright: it looks into `/proc` when it is loaded, which Deno allows only to those that may
 * do everything.
 *
 * @param options `flags`: for Chromium, beside those that it always gets
 */
export async function runInChromium(
  folder: string,
  seed: number,
  { flags = [] }: { readonly flags?: readonly string[] } = {},
): Promise<FromBrowser> {
  const { promise, resolve, reject } = Promise.withResolvers<FromBrowser>();
  const javaScript = { headers: { "content-type": "text/javascript" } };
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (r) => {
    const { pathname } = new URL(r.url);
    switch (pathname) {
      case "/":
        return new Response(page(seed), { headers: { "content-type": "text/html" } });
      case "/worker.js":
        return new Response(worker(seed), javaScript);
      case "/library.js":
      case "/program.js":
        return new Response(await Deno.readFile(join(folder, pathname)), javaScript);
      case "/mujoco.wasm": {
        const bytes = await Deno.readFile(join(folder, pathname)).catch(() => null);
        const headers = { "content-type": "application/wasm" };
        return new Response(bytes, { status: bytes ? 200 : 404, headers });
      }
      case "/report": {
        const { found, error } = await r.json();
        if (found) resolve(found);
        else reject(new Error(`Chromium: ${error}`));
        return new Response();
      }
      default:
        return new Response(null, { status: 404 });
    }
  });
  const browser = new Deno.Command(CHROMIUM, {
    args: [
      ...FLAGS,
      ...flags,
      `--user-data-dir=${join(folder, "profile")}`,
      `http://127.0.0.1:${server.addr.port}/`,
    ],
    // What it keeps beside its profile is to go with the folder, too.
    env: { HOME: folder, TMPDIR: folder },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const timer = setTimeout(
    () => reject(new Error(`Expected Chromium to report within ${TIMEOUT_MS} ms, found nothing`)),
    TIMEOUT_MS,
  );
  browser.status.then(({ code }) => reject(new Error(`Chromium ended with exit code ${code}`)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    try {
      browser.kill();
    } catch {
      // It has ended already.
    }
    await browser.status;
  }
}
