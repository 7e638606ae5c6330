import { registerEnvironment } from "../registry.ts";
import { MUJOCO_TASKS } from "./definitions.ts";
import { loadEngine } from "./engine.ts";
import { COMMON_SETTINGS, RobotEnvironment } from "./robot_environment.ts";

for (const definition of MUJOCO_TASKS) {
  const { id, settings, maxEpisodeSteps, rewardThreshold } = definition;
  registerEnvironment(id, {
    maxEpisodeSteps,
    rewardThreshold,
    optionNames: Object.keys({ ...settings, ...COMMON_SETTINGS }),
    create: async (options) => {
      const xml = options.xmlFile ? await readModel(String(options.xmlFile)) : undefined;
      return new RobotEnvironment(await loadEngine(), definition, options, xml);
    },
  });
}

async function readModel(path: string): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  return await readFile(path, "utf8");
}
