import { readFile } from "node:fs/promises";
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
      const { xmlFile } = options;
      const xml = typeof xmlFile === "string" ? await readFile(xmlFile, "utf8") : undefined;
      return new RobotEnvironment(await loadEngine(), definition, options, xml);
    },
  });
}
