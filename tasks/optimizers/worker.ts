import { type OptimizerSetting, trainWith } from "../../lib/experiments/mod.ts";
import { loadImages } from "../support/images.ts";
import { serve } from "../support/serve.ts";

serve(async ({ setting, data }: { setting: OptimizerSetting; data?: string }) =>
  trainWith(setting, await loadImages(data))
);
