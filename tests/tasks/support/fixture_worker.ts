import { serve } from "../../../tasks/support/serve.ts";

/** What the worker of these tests can be asked to do. */
export type Task =
  | { do: "square"; of: number; wait?: number }
  | { do: "throw"; what: string | null }
  | { do: "reject later" | "exit" | "close" | "return a function" | "hang" | "count" }
  | { do: "tick"; on: string };

let count = 0;

serve(async (task: Task): Promise<unknown> => {
  switch (task.do) {
    case "square":
      await new Promise((resolve) => setTimeout(resolve, task.wait ?? 0));
      return task.of ** 2;
    case "throw":
      if (task.what === null) return await Promise.reject(null);
      throw new RangeError(task.what);
    case "reject later":
      setTimeout(() => Promise.reject(new Error("Nobody waited for this")), 5);
      return await new Promise(() => {});
    case "exit":
      return Deno.exit(0);
    case "close":
      self.close();
      return await new Promise(() => {});
    case "return a function":
      return () => 0;
    case "hang":
      return await new Promise(() => {});
    case "tick": {
      const channel = new BroadcastChannel(task.on);
      setInterval(() => channel.postMessage("tick"), 2);
      return await new Promise(() => {});
    }
    case "count":
      return ++count;
  }
});
