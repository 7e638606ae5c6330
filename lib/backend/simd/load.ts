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

/** `Uint8Array.fromBase64` is younger than the runtimes that the library serves. */
function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
