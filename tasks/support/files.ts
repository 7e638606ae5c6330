import { prepareFolder as prepare } from "../../lib/runs/mod.ts";

export { readJson, removeTemporaries, writeFileAtomically, writeJson } from "../../lib/runs/mod.ts";

/**
 * Makes sure that a folder exists and that files can be written to it, before any work is done for it.
 *
 * @param path The folder, made with its parents if it does not exist
 * @param flag The flag that named it
 * @throws {Error} If it is no folder, or cannot be made or written to
 */
export async function prepareFolder(path: string, flag = "--out"): Promise<void> {
  await prepare(path, flag);
}
