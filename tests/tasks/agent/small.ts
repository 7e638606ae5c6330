import { join } from "node:path";

const options: Readonly<Record<"ppo" | "a2c", readonly string[]>> = {
  ppo: [
    ...["--env", "Pendulum-v1", "--optimizer", "adahesscale", "--delta", "1e-4"],
    ...["--set", "rolloutSteps=200,minibatches=4,epochs=2"],
    ...["--set", "hidden=[8],valueHidden=[8],spreadHidden=[8]"],
  ],
  a2c: [
    ...["--env", "CartPole-v1", "--optimizer", "adahessian", "--envs", "2"],
    ...["--set", "hidden=[8],valueHidden=[8]"],
  ],
};

/** Options of runs with small networks, and checkpoints as often as can be. */
export const small = { ppo: smallRun("ppo"), a2c: smallRun("a2c") };

/** The same, of another length. */
export function smallRun(task: "ppo" | "a2c", steps = 60_000): string[] {
  return [...options[task], "--steps", String(steps), "--checkpoint-every", "1000", "--seed", "3"];
}

/** Everything that a run leaves behind but times, as digests. */
export async function resultsOf(folder: string): Promise<Record<string, string>> {
  const files = ["final.safetensors", "metrics.jsonl", "episodes.jsonl"];
  return Object.fromEntries(
    await Promise.all(files.map(async (name) => {
      const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(join(folder, name)));
      return [name, new Uint8Array(digest).toHex()] as const;
    })),
  );
}
