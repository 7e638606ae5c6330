import type { Kernels } from "./kernels.ts";
import { moduleBytes } from "./module.ts";

let compiled: WebAssembly.Module | undefined;

/**
 * A fresh instance of the kernels with a memory of its own. Compilation is synchronous, which browsers
 * allow for modules of this size, so that importing the library needs no `await`.
 */
export function loadKernels(): Kernels {
  compiled ??= new WebAssembly.Module(decode(moduleBytes));
  return new WebAssembly.Instance(compiled).exports as unknown as Kernels;
}

/** `Uint8Array.fromBase64` takes microseconds but is younger than some runtimes that the library serves. */
function decode(base64: string): Uint8Array<ArrayBuffer> {
  const { fromBase64 }: { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> } = Uint8Array;
  if (fromBase64) return fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
