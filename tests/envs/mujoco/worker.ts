/// <reference lib="deno.worker" />
import { loadMujoco } from "../../../lib/envs/mod.ts";
import { walk } from "./walk.ts";

addEventListener("message", async ({ data }) => {
  await loadMujoco(data);
  postMessage(await walk());
});
