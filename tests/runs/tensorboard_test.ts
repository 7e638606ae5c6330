import { assert, assertEquals } from "@std/assert";
import { tensorBoardEvent, tensorBoardHeader } from "../../lib/runs/mod.ts";
import { checksum, fieldsOf, recordsOf, textOf } from "../support/tensorboard_reader.ts";

Deno.test("the reader's checksum is CRC-32C: its check value", () => {
  assertEquals(checksum(new TextEncoder().encode("123456789")), 0xe3069283);
});

Deno.test("an event file begins as every one of TensorFlow's does", () => {
  const header = tensorBoardHeader(1.7e9);
  // The length 24 and its masked checksum.
  assertEquals(
    Array.from(header.subarray(0, 12)),
    [0x18, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22],
  );
  const [event] = recordsOf(header).map(fieldsOf);
  assertEquals(event.get(1), [1.7e9]);
  assertEquals(textOf(event.get(3)![0]), "brain.Event:2");
});

Deno.test("scalars come back from an event file", () => {
  const steps = [
    { step: 0, scalars: { "loss/mean": 0.5 } },
    { step: 127, scalars: { a: -1.25, "größe": 3 } },
    { step: 5_000_000_000, scalars: { ["long".repeat(100)]: 1e-30 } },
  ];
  const parts = [
    tensorBoardHeader(1),
    ...steps.map(({ step, scalars }) => tensorBoardEvent(step, scalars as never, 2.5)),
  ];
  const file = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  const [, ...events] = recordsOf(file).map(fieldsOf);
  assertEquals(events.length, steps.length);
  for (const [i, { step, scalars }] of steps.entries()) {
    assertEquals(events[i].get(1), [2.5]);
    assertEquals(events[i].get(2), [step]);
    const values = fieldsOf(events[i].get(5)![0] as Uint8Array).get(1)!;
    const found = values.map((value) => {
      const fields = fieldsOf(value as Uint8Array);
      return [textOf(fields.get(1)![0]), fields.get(2)![0]];
    });
    const expected = Object.entries(scalars).map(([tag, value]) => [tag, Math.fround(value)]);
    assertEquals(found, expected);
  }
});

Deno.test("a byte that is wrong is noticed by the checksum", () => {
  const bytes = tensorBoardEvent(1, { a: 1 }, 0);
  bytes[20] ^= 1;
  let noticed = false;
  try {
    recordsOf(bytes);
  } catch {
    noticed = true;
  }
  assert(noticed);
});
