import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { MessageCodec } from "../../../tasks/notebooks/messages.ts";

Deno.test("a message comes through, also behind routing frames", async () => {
  const codec = await MessageCodec.create("secret");
  const frames = await codec.encode("execute_request", "id-1", { code: "α + 1" });
  const routed = [new TextEncoder().encode("somebody"), ...frames];
  for (const received of [frames, routed]) {
    assertEquals(await codec.decode(received), {
      type: "execute_request",
      parentId: undefined,
      content: { code: "α + 1" },
    });
  }
});

Deno.test("the signature is HMAC-SHA256 over the four parts, in hexadecimal", async () => {
  const codec = await MessageCodec.create("secret");
  const [delimiter, signature, ...parts] = await codec.encode("a", "b", {});
  const { createHmac } = await import("node:crypto");
  const expected = parts.reduce((hmac, part) => hmac.update(part), createHmac("sha256", "secret"));
  const text = new TextDecoder();
  assertEquals(text.decode(delimiter), "<IDS|MSG>");
  assertEquals(text.decode(signature), expected.digest("hex"));
  assertMatch(text.decode(signature), /^[0-9a-f]{64}$/);
});

Deno.test("a message that was changed, signed with another key or cut is refused", async () => {
  const codec = await MessageCodec.create("secret");
  const frames = await codec.encode("status", "id", { execution_state: "busy" });
  const changed = frames.with(-1, new TextEncoder().encode(`{"execution_state":"idle"}`));
  await assertRejects(() => codec.decode(changed), TypeError, "signed with the key");
  const stranger = await MessageCodec.create("other");
  await assertRejects(() => stranger.decode(frames), TypeError, "signed with the key");
  await assertRejects(() => codec.decode(frames.slice(0, 3)), TypeError, "found 3 frames");
});
