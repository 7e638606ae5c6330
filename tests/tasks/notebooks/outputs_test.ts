import { assertEquals } from "@std/assert";
import { OutputCollector } from "../../../tasks/notebooks/outputs.ts";

const message = (type: string, content: Record<string, unknown>) => ({
  type,
  parentId: "any",
  content,
});
const printed = (text: string, name = "stdout") => message("stream", { name, text });
const shown = (text: string, id?: string, type = "display_data") =>
  message(type, { data: { "text/plain": text }, metadata: {}, transient: { display_id: id } });
const output = (text: string) => ({
  output_type: "display_data" as const,
  data: { "text/plain": [text] },
  metadata: {},
});

Deno.test("pieces of one stream are joined, streams and cells are kept apart", () => {
  const collector = new OutputCollector();
  for (const text of ["a", "b\nc", "d\n"]) collector.accept(1, printed(text));
  collector.accept(1, printed("e\n", "stderr"));
  collector.accept(2, printed("f\n"));
  assertEquals(collector.of(1), [
    { output_type: "stream", name: "stdout", text: ["ab\n", "cd\n"] },
    { output_type: "stream", name: "stderr", text: ["e\n"] },
  ]);
  assertEquals(collector.of(2), [{ output_type: "stream", name: "stdout", text: ["f\n"] }]);
});

Deno.test("an update changes every display of its id in place, also of earlier cells", () => {
  const collector = new OutputCollector();
  collector.accept(1, shown("0 %", "progress"));
  collector.accept(1, shown("other"));
  collector.accept(2, shown("0 %", "progress"));
  collector.accept(2, shown("100 %", "progress", "update_display_data"));
  collector.accept(2, shown("nobody", "unknown", "update_display_data"));
  assertEquals(collector.of(1), [output("100 %"), output("other")]);
  assertEquals(collector.of(2), [output("100 %")]);
});

Deno.test("clearing works at once, or when something new comes", () => {
  const collector = new OutputCollector();
  collector.accept(1, shown("a"));
  collector.accept(1, message("clear_output", { wait: false }));
  assertEquals(collector.of(1), []);
  collector.accept(1, printed("b"));
  collector.accept(1, message("clear_output", { wait: true }));
  assertEquals(collector.of(1).length, 1);
  collector.accept(1, printed("c"));
  assertEquals(collector.of(1), [{ output_type: "stream", name: "stdout", text: ["c"] }]);
});

Deno.test("text is kept in lines, JSON and pictures as they came", () => {
  const collector = new OutputCollector();
  const data = {
    "text/html": "<b>\n</b>",
    "image/svg+xml": "<svg>\n</svg>",
    "image/png": "iVBO\nRw0K",
    "application/json": { a: ["x\ny"] },
  };
  collector.accept(1, message("execute_result", { data, metadata: {}, execution_count: 3 }));
  assertEquals(collector.of(1), [{
    output_type: "execute_result",
    data: { ...data, "text/html": ["<b>\n", "</b>"], "image/svg+xml": ["<svg>\n", "</svg>"] },
    metadata: {},
    execution_count: 3,
  }]);
});

Deno.test("errors are kept, the kernel's other messages are not", () => {
  const collector = new OutputCollector();
  const error = { ename: "RangeError", evalue: "Too small", traceback: ["at 1"] };
  collector.accept(1, message("execute_input", { code: "1" }));
  collector.accept(1, message("error", error));
  assertEquals(collector.of(1), [{ output_type: "error", ...error }]);
});
