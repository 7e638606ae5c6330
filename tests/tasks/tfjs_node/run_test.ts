import { assertEquals } from "@std/assert";
import { reasonIn } from "../../../tasks/tfjs_node/run.ts";

Deno.test("the reason of a failure is what the program said, not where it said it", () => {
  const node = `npm warn Unknown user config
node:events:502
      throw er; // Unhandled 'error' event
      ^

Error: getaddrinfo ENOTFOUND storage.example
    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:122:26)
Emitted 'error' event on ClientRequest instance at:
    at emitErrorCloseNT (node:internal/streams/destroy:128:3)

Node.js v20.20.2
`;
  assertEquals(reasonIn(node), "Error: getaddrinfo ENOTFOUND storage.example");
  const compiler = "In file included from a.cc:1:\na.h:3:10: fatal error: b.h: No such file\n";
  assertEquals(reasonIn(compiler), "a.h:3:10: fatal error: b.h: No such file");
  assertEquals(reasonIn("first\nlast\n"), "last");
  assertEquals(reasonIn(""), "");
});
