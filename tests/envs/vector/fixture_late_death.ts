// Throws outside of any call, when nobody waits for it.
setTimeout(() => {
  throw new Error("out of the blue");
}, 0);
