import { assertEquals, assertThrows } from "@std/assert";
import { decodeSafetensors, encodeSafetensors } from "../../lib/runs/mod.ts";

const LENGTH = 8;

/** A file with this header, padded with spaces or not, and these numbers. */
function fileOf(header: unknown, numbers: number | Uint8Array = 0, padding = 0): Uint8Array {
  const json = typeof header === "string" ? header : JSON.stringify(header);
  const text = new TextEncoder().encode(json + " ".repeat(padding));
  const data = typeof numbers === "number" ? new Uint8Array(numbers) : numbers;
  const bytes = new Uint8Array(LENGTH + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, LENGTH);
  bytes.set(data, LENGTH + text.length);
  return bytes;
}

const entry = (shape: unknown, data_offsets: unknown, dtype = "F32") => ({
  dtype,
  shape,
  data_offsets,
});

Deno.test("what is encoded is decoded, in both precisions, empty and scalar tensors too", () => {
  const tensors = {
    "0.weight": { shape: [2, 3], data: new Float32Array([0, -0, 1e-45, NaN, -Infinity, 0.1]) },
    "0.bias": { shape: [2], data: new Float64Array([Math.PI, 5e-324]) },
    none: { shape: [0, 4], data: new Float32Array() },
    scalar: { shape: [], data: new Float64Array([7]) },
    "__proto__": { shape: [1], data: new Float32Array([3]) },
  };
  const metadata = { state: '{"a": "é"}' };
  const decoded = decodeSafetensors(encodeSafetensors({ tensors, metadata }));
  assertEquals(decoded.metadata, metadata);
  assertEquals(Object.keys(decoded.tensors).sort(), Object.keys(tensors).sort());
  for (const [name, tensor] of Object.entries(tensors)) {
    assertEquals(Object.getOwnPropertyDescriptor(decoded.tensors, name)?.value, tensor);
  }
});

Deno.test("equal contents give equal bytes, aligned, in whatever order they are given", () => {
  const a = { shape: [3], data: new Float32Array([1, 2, 3]) };
  const b = { shape: [1], data: new Float64Array([4]) };
  const one = encodeSafetensors({ tensors: { a, b }, metadata: { x: "1", y: "2" } });
  const other = encodeSafetensors({ tensors: { b, a }, metadata: { y: "2", x: "1" } });
  assertEquals(one, other);
  const header = Number(new DataView(one.buffer).getBigUint64(0, true));
  assertEquals(header % 8, 0);
  const json = JSON.parse(new TextDecoder().decode(one.subarray(LENGTH, LENGTH + header)));
  assertEquals(json.b.data_offsets, [0, 8]);
});

Deno.test("a view into a larger buffer is encoded alone", () => {
  const data = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
  const { tensors } = decodeSafetensors(
    encodeSafetensors({ tensors: { a: { shape: [2], data } } }),
  );
  assertEquals(tensors.a.data, new Float32Array([1, 2]));
});

Deno.test("a file as PyTorch's library writes it is read, from unaligned bytes as well", () => {
  // The library's layout: metadata first, then by size of the type and name; padded to 8 bytes.
  const header = `{"__metadata__":{"format":"pt"},` +
    `"0.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},` +
    `"0.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]}}`;
  const data = new Uint8Array([0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 0, 191]);
  for (const padding of [(8 - header.length % 8) % 8, 1]) {
    const { tensors, metadata } = decodeSafetensors(fileOf(header, data, padding));
    assertEquals(metadata, { format: "pt" });
    assertEquals(tensors["0.bias"], { shape: [1], data: new Float32Array([1]) });
    assertEquals(tensors["0.weight"], { shape: [1, 2], data: new Float32Array([2, -0.5]) });
  }
  const encoded = encodeSafetensors({
    tensors: {
      "0.weight": { shape: [1, 2], data: new Float32Array([2, -0.5]) },
      "0.bias": { shape: [1], data: new Float32Array([1]) },
    },
    metadata: { format: "pt" },
  });
  assertEquals(encoded, fileOf(header, data, (8 - header.length % 8) % 8));
});

Deno.test("a file cut off at any byte, or with one too many, is refused", () => {
  const whole = encodeSafetensors({
    tensors: {
      a: { shape: [2], data: new Float32Array([1, 2]) },
      b: { shape: [1], data: new Float64Array([3]) },
    },
  });
  for (let length = 0; length < whole.length; length++) {
    assertThrows(() => decodeSafetensors(whole.subarray(0, length)));
  }
  const longer = new Uint8Array(whole.length + 1);
  longer.set(whole);
  assertThrows(
    () => decodeSafetensors(longer, { name: "a.safetensors" }),
    RangeError,
    `Expected ${whole.length} bytes in a.safetensors, a header of ${whole.length - 16} and 16 of ` +
      `numbers, found ${whole.length + 1}`,
  );
});

const refused: [what: string, file: Uint8Array, kind: ErrorConstructor, message: string][] = [
  ["no length", new Uint8Array(7), RangeError, "Expected at least 8 bytes"],
  [
    "a header longer than the file",
    new Uint8Array([99, 0, 0, 0, 0, 0, 0, 0, 123]),
    RangeError,
    "Expected a header of at most 1 bytes in x, found one of 99",
  ],
  [
    "a header of 2⁶⁴ − 1 bytes",
    new Uint8Array(8).fill(255),
    RangeError,
    "at most 0 bytes in x, found one of 18446744073709552000",
  ],
  [
    "a header that is no JSON",
    fileOf("{oops"),
    TypeError,
    "Expected a header in JSON in x, found 5",
  ],
  ["a header that is a list", fileOf([1]), TypeError, "an object as header in x, found [1]"],
  ["a tensor that is null", fileOf({ a: null }), TypeError, "place of a in x, found null"],
  [
    "another type",
    fileOf({ a: entry([1], [0, 2], "BF16") }, 2),
    TypeError,
    'Expected a of type F64 or F32 in x, found "BF16"',
  ],
  [
    "a type named like a member of objects",
    fileOf({ a: entry([1], [0, 2], "constructor") }, 2),
    TypeError,
    'found "constructor"',
  ],
  [
    "a negative length",
    fileOf({ a: entry([-1], [0, 4]) }, 4),
    TypeError,
    "Expected a list of lengths as shape of a in x, found [-1]",
  ],
  ["one place", fileOf({ a: entry([1], [0]) }, 4), TypeError, "two places in the numbers for a"],
  [
    "places that do not fit the shape",
    fileOf({ a: entry([2], [0, 4]) }, 4),
    RangeError,
    "Expected 8 bytes for a [2] of type F32 in x, found 4",
  ],
  [
    "a shape beyond all bounds",
    fileOf({ a: entry([1e9, 1e9, 1e9], [0, 4]) }, 4),
    RangeError,
    "found 4",
  ],
  [
    "tensors that overlap",
    fileOf({ a: entry([2], [0, 8]), b: entry([1], [4, 8]) }, 8),
    RangeError,
    "Expected b to begin at byte 8 of the numbers in x, found 4",
  ],
  [
    "two tensors in one place",
    fileOf({ a: entry([1], [0, 4]), b: entry([1], [0, 4]) }, 4),
    RangeError,
    "Expected b to begin at byte 4 of the numbers in x, found 0",
  ],
  [
    "a gap",
    fileOf({ a: entry([1], [4, 8]) }, 8),
    RangeError,
    "Expected a to begin at byte 0 of the numbers in x, found 4",
  ],
  [
    "numbers beyond the end",
    fileOf({ a: entry([2], [0, 8]) }, 4),
    RangeError,
    "and 8 of numbers, found",
  ],
  [
    "a name that is there twice",
    fileOf(
      `{"a":${JSON.stringify(entry([1], [0, 4]))},"a":${JSON.stringify(entry([1], [4, 8]))}}`,
      8,
    ),
    RangeError,
    "Expected a to begin at byte 0 of the numbers in x, found 4",
  ],
  [
    "metadata that are no texts",
    fileOf({ __metadata__: { epoch: 3 } }),
    TypeError,
    'Expected a text as "epoch" of __metadata__ in x, found 3',
  ],
];

for (const [what, file, kind, message] of refused) {
  Deno.test(`refused: ${what}`, () => {
    assertThrows(() => decodeSafetensors(file, { name: "x" }), kind, message);
  });
}

Deno.test("a shape that does not fit and the name of the metadata are not encoded", () => {
  const data = new Float32Array(3);
  assertThrows(
    () => encodeSafetensors({ tensors: { a: { shape: [2, 2], data } } }),
    TypeError,
    "Expected 4 numbers for a [2, 2], found 3",
  );
  assertThrows(
    () => encodeSafetensors({ tensors: { __metadata__: { shape: [3], data } } }),
    TypeError,
    "Expected a name other than __metadata__",
  );
});
