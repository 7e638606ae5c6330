/**
 * A thread of {@linkcode WorkerEnvironments}: makes environments, and steps them as the main thread asks.
 *
 * @module
 */

import { makeEnvironment } from "../mod.ts";
import { layArrays, sliceArrays } from "./arrays.ts";
import { CHANNEL_WORDS, Command, Status, WorkerEnd } from "./channel.ts";
import { infosToText, writeText } from "./info_text.ts";
import { Lanes } from "./lanes.ts";
import {
  type AttachRequest,
  type MakeRequest,
  type Reply,
  type Request,
  spaceData,
} from "./protocol.ts";
import type { Environment } from "../environment.ts";

/** The part of a worker's global scope that is used here. */
interface Scope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(reply: Reply): void;
  close(): void;
}

const scope = self as unknown as Scope;

let request: MakeRequest;
let environments: Environment[];
let lanes: Lanes;
let channel: WorkerEnd | undefined;
let text: Uint8Array;

async function make(wanted: MakeRequest): Promise<Reply> {
  request = wanted;
  for (const module of wanted.modules) await import(module);
  environments = [];
  for (let i = 0; i < wanted.count; i++) {
    environments.push(await makeEnvironment(wanted.id, wanted.options));
  }
  const { observationSpace, actionSpace } = environments[0];
  return {
    kind: "made",
    observationSpace: spaceData(observationSpace),
    actionSpace: spaceData(actionSpace),
  };
}

function attach({ arrays, sizes, channel: words, text: bytes }: AttachRequest): Reply {
  const { first, count, autoreset } = request;
  const own = sliceArrays(layArrays(arrays, sizes), first, { ...sizes, count });
  lanes = new Lanes(environments, own, { autoreset, first });
  text = new Uint8Array(bytes);
  channel = new WorkerEnd(new Int32Array(words, 0, CHANNEL_WORDS));
  return { kind: "done" };
}

async function handle(message: Request): Promise<Reply> {
  switch (message.kind) {
    case "make":
      return await make(message);
    case "attach":
      return attach(message);
    case "reset":
      return { kind: "reset", infos: lanes.reset(message.seeds, message.options) };
    case "save":
      return { kind: "state", state: lanes.save() };
    case "load":
      lanes.load(message.state);
      return { kind: "done" };
  }
}

function step(end: WorkerEnd): void {
  try {
    writeText(text, infosToText(lanes.step()));
    end.answer(Status.good);
  } catch (error) {
    const { name, message } = error as Error;
    // However long the message, it fits.
    writeText(text, JSON.stringify({ name, message: message.slice(0, 500) }));
    end.answer(Status.error);
  }
}

scope.onmessage = async ({ data }) => {
  const attached = channel;
  try {
    scope.postMessage(await handle(data));
  } catch (error) {
    const { name, message } = error as Error;
    scope.postMessage({ kind: "error", name, message });
  }
  // The command that announced this message.
  attached?.answer(Status.good);
  // Sleeps between steps; a message is heard only outside of this loop.
  while (channel && channel.next() === Command.step) step(channel);
};

// Nobody is told when a worker ends itself.
const close = scope.close.bind(self);
scope.close = () => {
  channel?.leave();
  close();
};
