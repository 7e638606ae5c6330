/** Where the module's own data ends, in bytes: what follows is free. */
export function heapStart(): usize {
  return __heap_base;
}
