import { measureQuality, type QualitySetting } from "../../lib/experiments/mod.ts";
import { serve } from "../support/serve.ts";
import { loadImages } from "../support/images.ts";

serve(async ({ setting, data }: { setting: QualitySetting; data?: string }) =>
  measureQuality(setting, await loadImages(data))
);
