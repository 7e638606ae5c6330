import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { stripVTControlCharacters } from "node:util";
import { formatDuration, startProgress } from "../../../tasks/support/progress.ts";

/** A stream that keeps what it is given, and a clock that is set. */
class Screen {
  text = "";
  now = 1_000;
  readonly clock = () => this.now;

  constructor(readonly isTTY: boolean) {}

  write(text: string): void {
    this.text += text;
  }
}

Deno.test("plain progress is a line at the start, about ten on the way, and one at the end", () => {
  const screen = new Screen(false);
  {
    using progress = startProgress({
      ...{ label: "Training", unit: "runs", total: 200 },
      ...{ stream: screen, clock: screen.clock },
    });
    for (let run = 0; run < 200; run++) {
      screen.now += 500;
      progress.advance();
    }
  }
  const lines = screen.text.trimEnd().split("\n");
  assertEquals(lines.length, 11);
  assertEquals(lines[0], "Training: 200 runs");
  assertEquals(lines[1], "Training: 20 of 200 runs, about 1 min 30 s left");
  assertEquals(lines[9], "Training: 180 of 200 runs, about 10 s left");
  assertEquals(lines[10], "Training: 200 of 200 runs, in 1 min 40 s");
});

Deno.test("plain progress shows each of a few steps once, and stops short where work stops", () => {
  const screen = new Screen(false);
  {
    using progress = startProgress({
      ...{ label: "Drawing", unit: "figures", total: 3 },
      ...{ stream: screen, clock: screen.clock },
    });
    screen.now += 4_000;
    progress.advance(2);
  }
  assertEquals(
    screen.text,
    "Drawing: 3 figures\nDrawing: 2 of 3 figures, about 2.0 s left\n",
  );
});

Deno.test("a note stands beside the count until there is another", () => {
  for (const isTTY of [false, true]) {
    const screen = new Screen(isTTY);
    {
      using progress = startProgress({
        ...{ label: "Training", unit: "steps", total: 3 },
        ...{ stream: screen, clock: screen.clock },
      });
      progress.advance(1, "loss 2.1");
      progress.advance();
      progress.advance(1, "loss 0.5");
    }
    const text = stripVTControlCharacters(screen.text);
    assertStringIncludes(text, "3 of 3 steps, loss 0.5");
    if (!isTTY) assertStringIncludes(text, "2 of 3 steps, loss 2.1, about");
  }
});

Deno.test("the time left counts only the steps of this start", () => {
  const screen = new Screen(false);
  using progress = startProgress({
    ...{ label: "Training", unit: "runs", total: 10, done: 8 },
    ...{ stream: screen, clock: screen.clock },
  });
  screen.now += 6_000;
  progress.advance();
  assertEquals(
    screen.text,
    "Training: 10 runs, 8 of them done before\nTraining: 9 of 10 runs, about 6.0 s left\n",
  );
});

Deno.test("progress on a terminal is a bar on one line", async () => {
  const screen = new Screen(true);
  {
    using progress = startProgress({
      ...{ label: "Training", unit: "runs", total: 4 },
      ...{ stream: screen, clock: screen.clock },
    });
    assertStringIncludes(screen.text, "Training ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0 of 4 runs");
    screen.now += 60_000;
    progress.advance(2);
    await new Promise((resolve) => setTimeout(resolve, 250));
    assertStringIncludes(
      screen.text,
      "Training ███████████████░░░░░░░░░░░░░░░ 2 of 4 runs about 1 min 0 s left",
    );
    progress.advance(2);
  }
  const text = stripVTControlCharacters(screen.text);
  assertMatch(text, /Training █{30} 4 of 4 runs in 1 min 0 s\n$/);
  assertEquals(text.match(/\n/g)?.length, 1);
  assertStringIncludes(screen.text, "\x1b[?25l", "the cursor was hidden");
  assertStringIncludes(screen.text, "\x1b[?25h", "and is back");
});

for (
  const [milliseconds, text] of [
    [0, "0.0 s"],
    [1_240, "1.2 s"],
    [9_960, "10 s"],
    [59_400, "59 s"],
    [59_900, "1 min 0 s"],
    [185_000, "3 min 5 s"],
    [7_800_000, "2 h 10 min"],
    [360_000_000, "100 h 0 min"],
  ] as const
) {
  Deno.test(`${milliseconds} ms are ${text}`, () => {
    assertEquals(formatDuration(milliseconds), text);
  });
}
