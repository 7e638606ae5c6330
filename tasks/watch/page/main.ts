import { type Film, posesStart } from "../rows.ts";
import { find, Panel } from "./panel.ts";
import { Player } from "./player.ts";
import { filmSource, liveSource, type Source } from "./sources.ts";
import { Stage } from "./stage.ts";

/** The longest time between two pictures that counts: a page may sleep in the background. */
const LONGEST_SECONDS = 0.25;

/**
 * Shows an episode, or episodes as they happen.
 *
 * @param film A recorded one; without it they come from the task that served the page
 */
export async function start(film?: Film): Promise<void> {
  const source = film ? filmSource(film) : await liveSource(socketUrl(), say);
  const player = new Player(source);
  const { header } = source;
  const stage = header.scene ? makeStage(header.scene) : undefined;
  if (!header.scene) say(`${header.environment} has no scene; its observation is on the right`);
  const panel = new Panel(header, player, { resetCamera: () => stage?.resetCamera() });
  if (source.film) panel.allowSeeking(source.film.length);
  else player.restart();
  animate(source, player, panel, stage);
}

/** Says something over the picture. */
export function say(text: string): void {
  find("message").textContent = text;
  find("message").hidden = false;
}

function makeStage(scene: ConstructorParameters<typeof Stage>[1]): Stage | undefined {
  try {
    return new Stage(find("stage"), scene);
  } catch (error) {
    say(`Expected a browser that draws with WebGL, found: ${(error as Error).message}`);
  }
}

function socketUrl(): URL {
  const url = new URL("socket", location.href);
  url.protocol = "ws:";
  return url;
}

function animate({ header }: Source, player: Player, panel: Panel, stage?: Stage): void {
  const poses = posesStart(header);
  let last = performance.now();
  let told: Float32Array | undefined;
  const frame = (now: number) => {
    player.tick(Math.min(LONGEST_SECONDS, (now - last) / 1000));
    last = now;
    const { shown } = player;
    if (shown) {
      const { from, to, part } = shown;
      if (player.playing || to !== told) {
        stage?.pose(from.subarray(poses), to.subarray(poses), part);
      }
      if (to !== told) panel.update(to);
      told = to;
    }
    stage?.draw();
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
