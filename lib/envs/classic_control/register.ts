import { registerEnvironment } from "../registry.ts";
import { Acrobot } from "./acrobot.ts";
import { CartPole } from "./cart_pole.ts";
import { ContinuousMountainCar } from "./continuous_mountain_car.ts";
import { MountainCar } from "./mountain_car.ts";
import { Pendulum } from "./pendulum.ts";

registerEnvironment("CartPole-v1", {
  create: (options) => new CartPole(options),
  maxEpisodeSteps: 500,
  rewardThreshold: 475,
  optionNames: ["suttonBartoReward", "integrator"],
});

registerEnvironment("MountainCar-v0", {
  create: (options) => new MountainCar(options),
  maxEpisodeSteps: 200,
  rewardThreshold: -110,
  optionNames: ["goalVelocity"],
});

registerEnvironment("MountainCarContinuous-v0", {
  create: (options) => new ContinuousMountainCar(options),
  maxEpisodeSteps: 999,
  rewardThreshold: 90,
  optionNames: ["goalVelocity"],
});

registerEnvironment("Pendulum-v1", {
  create: (options) => new Pendulum(options),
  maxEpisodeSteps: 200,
  optionNames: ["gravity"],
});

registerEnvironment("Acrobot-v1", {
  create: (options) => new Acrobot(options),
  maxEpisodeSteps: 500,
  rewardThreshold: -100,
  optionNames: ["equations", "torqueNoise"],
});
