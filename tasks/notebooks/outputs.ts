import type { KernelMessage } from "./messages.ts";
import {
  type DisplayOutput,
  type ErrorOutput,
  joinLines,
  type MimeBundle,
  type Output,
  splitLines,
} from "./notebook.ts";

/**
 * Turns a kernel's messages into the outputs of cells: joins what was printed in pieces, and lets later
 * messages update or clear what an earlier one showed.
 */
export class OutputCollector {
  readonly #outputs = new Map<number, Output[]>();
  readonly #displays = new Map<unknown, DisplayOutput[]>();
  readonly #toBeCleared = new Set<number>();

  /** The outputs of cell `number` so far. */
  of(number: number): Output[] {
    const known = this.#outputs.get(number);
    if (known) return known;
    const fresh: Output[] = [];
    this.#outputs.set(number, fresh);
    return fresh;
  }

  /** Takes in a message that belongs to cell `number`. */
  accept(number: number, { type, content }: KernelMessage): void {
    switch (type) {
      case "stream":
        return this.#print(number, content as unknown as StreamContent);
      case "display_data":
      case "execute_result":
        return this.#display(number, type, content as unknown as DisplayContent);
      case "update_display_data":
        return this.#update(content as unknown as DisplayContent);
      case "clear_output":
        if (content.wait) this.#toBeCleared.add(number);
        else this.of(number).length = 0;
        return;
      case "error": {
        const { ename, evalue, traceback } = content as unknown as ErrorOutput;
        return this.#add(number, { output_type: "error", ename, evalue, traceback });
      }
    }
  }

  #print(number: number, { name, text }: StreamContent): void {
    const last = this.#toBeCleared.has(number) ? undefined : this.of(number).at(-1);
    if (last?.output_type === "stream" && last.name === name) {
      last.text = splitLines(joinLines(last.text) + text);
    } else {
      this.#add(number, { output_type: "stream", name, text: splitLines(text) });
    }
  }

  #display(
    number: number,
    type: DisplayOutput["output_type"],
    { data, metadata, transient, execution_count }: DisplayContent,
  ): void {
    const output: DisplayOutput = {
      output_type: type,
      data: normalizeBundle(data),
      metadata: metadata ?? {},
      ...(type === "execute_result" ? { execution_count } : {}),
    };
    const id = transient?.display_id;
    if (id !== undefined) this.#displays.set(id, [...this.#displays.get(id) ?? [], output]);
    this.#add(number, output);
  }

  #update({ data, metadata, transient }: DisplayContent): void {
    for (const output of this.#displays.get(transient?.display_id) ?? []) {
      output.data = normalizeBundle(data);
      output.metadata = metadata ?? {};
    }
  }

  #add(number: number, output: Output): void {
    const outputs = this.of(number);
    if (this.#toBeCleared.delete(number)) outputs.length = 0;
    outputs.push(output);
  }
}

interface StreamContent {
  name: "stdout" | "stderr";
  text: string;
}

interface DisplayContent {
  data: MimeBundle;
  metadata?: Record<string, unknown>;
  transient?: { display_id?: unknown };
  execution_count?: number;
}

/** Text in lines, as files keep it; pictures and JSON as they are. */
function normalizeBundle(bundle: MimeBundle): MimeBundle {
  const isText = (type: string) => type.startsWith("text/") || /[+/](xml|javascript)$/.test(type);
  return Object.fromEntries(
    Object.entries(bundle).map((
      [type, value],
    ) => [type, typeof value === "string" && isText(type) ? splitLines(value) : value]),
  );
}
