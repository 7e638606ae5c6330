import { assert, assertEquals, assertGreater, assertLess, assertNotEquals } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Chromium, type Page, pause } from "../../support/chromium.ts";
import { CHROMIUM } from "../../runtimes/chromium.ts";
import { canRun } from "../../runtimes/commands.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import { runTask, startTask } from "../support/task_process.ts";

const SIZE = { width: 900, height: 600 };
/** Nothing but the scene. */
const STAGE = { x: 0, y: 0, width: 560, height: 500 };

const stepOf = async (page: Page) =>
  Number(await page.evaluate("document.getElementById('steps').textContent"));
const click = (page: Page, id: string) => page.evaluate(`document.getElementById("${id}").click()`);
const isShown = (id: string) => `document.getElementById("${id}")?.hidden === false`;
const untilStep = (page: Page, step: number) =>
  page.until(`Number(document.getElementById("steps")?.textContent) >= ${step}`);

/** How many pixels of a PNG have hues: sky and floor have none to speak of. */
function countColoured(page: Page, png: string): Promise<unknown> {
  return page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob("${png}"), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      const colour = [data[i], data[i + 1], data[i + 2]];
      if (Math.max(...colour) - Math.min(...colour) > 60) count++;
    }
    return count;
  })()`);
}

/** The address that the task prints. */
async function addressOf(process: Deno.ChildProcess): Promise<string> {
  let text = "";
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!text.includes("Ctrl-C")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`Expected an address, found ${text}`);
    text += value;
  }
  reader.releaseLock();
  return /http:\S+/.exec(text)![0];
}

const hasChromium = await canRun(CHROMIUM) && await canRun(Deno.execPath());

function browserTest(name: string, test: (folder: string, browser: Chromium) => Promise<void>) {
  Deno.test({
    name: hasChromium
      ? name
      : `${name} (skipped: no Chromium at ${CHROMIUM}, or no leave to run it)`,
    ignore: !hasChromium,
    async fn() {
      await using folder = await TemporaryFolder.create();
      await using browser = await Chromium.start(folder.path);
      await test(folder.path, browser);
    },
  });
}

browserTest("watch: in Chromium the robot moves, and pause pauses", async (_, browser) => {
  const task = startTask("watch", "--env", "HalfCheetah-v5", "--seed", "3");
  const page = await browser.open(await addressOf(task), SIZE);
  await untilStep(page, 5);
  const moving = [await page.screenshot(STAGE)];
  await untilStep(page, await stepOf(page) + 5);
  moving.push(await page.screenshot(STAGE));
  assertNotEquals(moving[0], moving[1]);
  // An orange and blue cheetah, neither lost nor all over the picture.
  const coloured = Number(await countColoured(page, moving[1]));
  assertGreater(coloured, 1500);
  assertLess(coloured, 60_000);

  await click(page, "play");
  await pause(200);
  const still = await page.screenshot(STAGE), step = await stepOf(page);
  await pause(500);
  assertEquals(await page.screenshot(STAGE), still);
  assertEquals(await stepOf(page), step);

  await click(page, "step");
  await untilStep(page, step + 1);
  await pause(200);
  assertEquals(await stepOf(page), step + 1);
  assertNotEquals(await page.screenshot(STAGE), still);

  // Turned with the mouse.
  const before = await page.screenshot(STAGE);
  const mouse = (type: string, x: number) =>
    page.send("Input.dispatchMouseEvent", {
      type,
      x,
      y: 250,
      button: "left",
      buttons: 1,
      clickCount: 1,
    });
  await mouse("mousePressed", 200);
  await mouse("mouseMoved", 300);
  await mouse("mouseReleased", 300);
  await pause(200);
  assertNotEquals(await page.screenshot(STAGE), before);
  await click(page, "camera");
  await pause(200);
  assertEquals(await page.screenshot(STAGE), before);

  await click(page, "restart");
  await page.until(`document.getElementById("episode").textContent === "2"`);
  assertEquals(page.errors, []);

  task.kill("SIGINT");
  assertEquals((await task.status).code, 0);
  await page.until(isShown("message"));
  await task.stderr.cancel();
  await task.stdout.cancel();
});

browserTest(
  "record: a film shows its episode from a file, wound to and fro",
  async (folder, browser) => {
    const path = join(folder, "film.html");
    const { out, err } = await runTask(
      "record",
      "--env",
      "CartPole-v1",
      "--seed",
      "1",
      "--out",
      path,
    );
    const length = Number(/(\d+) steps/.exec(out)?.[1]);
    assertGreater(length, 5, err);
    const page = await browser.open(pathToFileURL(path).href, SIZE);
    await untilStep(page, 3);
    await click(page, "step");
    const wind = async (step: number) => {
      await page.evaluate(`{
      const seek = document.getElementById("seek");
      seek.value = ${step};
      seek.dispatchEvent(new Event("input"));
    }`);
      await page.until(`Number(document.getElementById("steps").textContent) === ${step}`);
      return await page.screenshot(STAGE);
    };
    const [first, last] = [await wind(0), await wind(length)];
    assertNotEquals(first, last);
    assert(await page.evaluate(isShown("end")), "Expected the end to be said");
    assertEquals(await wind(0), first);
    assertEquals(page.errors, []);
  },
);
