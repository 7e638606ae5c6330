import { type HeatmapSetting, measureHeatmaps } from "../../lib/experiments/mod.ts";
import { loadImages } from "../support/images.ts";
import { serve } from "../support/serve.ts";

serve(async ({ setting, data }: { setting: HeatmapSetting; data?: string }) =>
  measureHeatmaps(setting, await loadImages(data))
);
