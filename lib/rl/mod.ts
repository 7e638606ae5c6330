/** x */
export * from "./policy.ts";
export * from "./gaussian_policy.ts";
export * from "./categorical_policy.ts";
export * from "./constant_output.ts";
export * from "./advantages.ts";
export * from "./clipped_value_loss.ts";
export * from "./research_code.ts";
export * from "./ppo.ts";
export * from "./a2c.ts";
export * from "./training.ts";
export * from "./evaluate_agent.ts";
export * from "./configuration.ts";
export * from "./events.ts";
export * from "./presets.ts";
export * from "./finite.ts";
