import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { readRecords } from "../../../tasks/support/records.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

Deno.test("records are read line by line, but for one that is being written", async () => {
  await using folder = await TemporaryFolder.create({
    "going.jsonl": new TextEncoder().encode('{"step":1}\n{"step":2}\n{"st'),
    "empty.jsonl": new Uint8Array(),
  });
  const read = (name: string) => readRecords(join(folder.path, name));
  assertEquals(await read("going.jsonl"), [{ step: 1 }, { step: 2 }]);
  assertEquals(await read("empty.jsonl"), []);
  assertEquals(await read("missing.jsonl"), []);
});
