import { dirname, join } from "node:path";

/** A folder with these files, which is gone when it is disposed of. */
export class TemporaryFolder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async create(files: Record<string, Uint8Array | string> = {}): Promise<TemporaryFolder> {
    const folder = new TemporaryFolder(await Deno.makeTempDir({ prefix: "hesscale-" }));
    for (const [name, contents] of Object.entries(files)) {
      const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
      const path = join(folder.path, name);
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeFile(path, bytes);
    }
    return folder;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (let attempt = 1;; attempt++) {
      try {
        return await Deno.remove(this.path, { recursive: true });
      } catch (error) {
        // What a browser has started may write for a moment after the browser has ended.
        if (attempt === 20 || error instanceof Deno.errors.NotFound) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
}
