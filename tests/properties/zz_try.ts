import * as jax from "@jax-js/jax";
console.log(Object.keys(jax), Object.keys(jax.numpy).join(" "), Object.keys(jax.nn).join(" "), Object.keys(jax.scipySpecial ?? {}));
await jax.init("cpu"); jax.defaultDevice("cpu");
const np = jax.numpy;
const x = np.array([0.3, -0.4, 0.5, 1], { dtype: "float64" });
const f = (p: any) => { const w = p.ref.slice([0,2]).reshape([2,1]); const v = p.slice([2,4]).reshape([1,2]); return np.sum(np.tanh(np.matmul(w, v))); };
for (let i=0;i<3;i++){const t=performance.now(); const h = jax.hessian(f)(x.ref); console.log((await h.data()), performance.now()-t);}
