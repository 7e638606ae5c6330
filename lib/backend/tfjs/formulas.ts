import type * as Core from "@tensorflow/tfjs-core";
import * as functions from "../functions.ts";
import type { ScalarFunction } from "../functions.ts";
import type { TensorFlow } from "./storage.ts";

type Formula = (a: Core.Tensor) => Core.Tensor;

/** σ, σ′ and σ″. */
type Formulas = readonly [value: Formula, first: Formula, second: Formula];

/**
 * Functions with their derivatives out of kernels of TensorFlow.js; undefined for what it has none for.
 * That is so for one's own functions, and for GELU: its error function is good to 1.5e-7 only.
 */
export function formulasOf(tf: TensorFlow): (f: ScalarFunction) => Formulas | undefined {
  const table = fixed(tf);
  // One's own functions may have a built-in one's name, but not its identity, nor parameters.
  return (f) =>
    f.parameters.length > 0
      ? families(tf, f.parameters[0])[f.name]
      : table.find(([one]) => one === f)?.[1];
}

function families(tf: TensorFlow, parameter: number): Readonly<Record<string, Formulas>> {
  const zero: Formula = (a) => flat(tf, a);
  return {
    leakyRelu: [
      (a) => tf.where(tf.greater(a, 0), a, tf.mul(a, parameter)),
      (a) => step(tf, a, parameter),
      zero,
    ],
    elu: exponentialLinear(tf, 1, parameter),
  };
}

/** `scale · a` for a > 0, else `below · (exp(a) − 1)`. */
function exponentialLinear(tf: TensorFlow, scale: number, below: number): Formulas {
  const tail: Formula = (a) => tf.mul(tf.exp(a), below);
  return [
    (a) => tf.where(tf.greater(a, 0), tf.mul(a, scale), tf.mul(tf.expm1(a), below)),
    (a) => tf.where(tf.greater(a, 0), tf.fill(a.shape, scale), tail(a)),
    (a) => tf.where(tf.greater(a, 0), tf.zerosLike(a), tail(a)),
  ];
}

/** 1 for a > 0, else `below`; NaN stays NaN. */
function step(tf: TensorFlow, a: Core.Tensor, below: number): Core.Tensor {
  const flat = tf.where(tf.greater(a, 0), tf.onesLike(a), tf.fill(a.shape, below));
  return tf.where(tf.isNaN(a), a, flat);
}

/** 0, also at ±∞; NaN stays NaN. */
function flat(tf: TensorFlow, a: Core.Tensor): Core.Tensor {
  return tf.where(tf.isNaN(a), a, tf.zerosLike(a));
}

function fixed(tf: TensorFlow): readonly (readonly [ScalarFunction, Formulas])[] {
  const { add, mul, sub } = tf;
  const zero: Formula = (a) => flat(tf, a);
  const sign: Formula = (a) => tf.where(tf.isNaN(a), a, tf.sign(a));
  const slope: Formula = (a) => mul(tf.sigmoid(a), tf.sigmoid(tf.neg(a)));
  const bend: Formula = (a) => sub(1, mul(tf.sigmoid(a), 2));
  const tanhSlope: Formula = (a) => sub(1, tf.square(tf.tanh(a)));
  /** The identity takes over above 20, as in the definition. */
  const above20 = (value: Formula, rest: Formula): Formula => (a) =>
    tf.where(tf.greater(a, 20), value(a), rest(a));
  return [
    [functions.identityFunction, [(a) => a, tf.onesLike, tf.zerosLike]],
    [functions.tanhFunction, [tf.tanh, tanhSlope, (a) => mul(mul(tf.tanh(a), -2), tanhSlope(a))]],
    [functions.reluFunction, [
      (a) => tf.where(tf.lessEqual(a, 0), tf.zerosLike(a), a),
      (a) => step(tf, a, 0),
      zero,
    ]],
    [functions.sigmoidFunction, [tf.sigmoid, slope, (a) => mul(slope(a), bend(a))]],
    [
      functions.seluFunction,
      exponentialLinear(tf, functions.seluFunction.first(1), functions.seluFunction.second(0)),
    ],
    [functions.softplusFunction, [
      above20((a) => a, (a) => tf.log1p(tf.exp(a))),
      above20(tf.onesLike, tf.sigmoid),
      above20(tf.zerosLike, slope),
    ]],
    [functions.logSigmoidFunction, [
      (a) => sub(tf.minimum(a, 0), tf.log1p(tf.exp(tf.neg(tf.abs(a))))),
      (a) => tf.sigmoid(tf.neg(a)),
      (a) => tf.neg(slope(a)),
    ]],
    [functions.expFunction, [tf.exp, tf.exp, tf.exp]],
    [functions.siluFunction, [
      (a) => mul(a, tf.sigmoid(a)),
      (a) => add(tf.sigmoid(a), mul(a, slope(a))),
      (a) => mul(slope(a), add(mul(a, bend(a)), 2)),
    ]],
    [functions.logFunction, [tf.log, tf.reciprocal, (a) => tf.neg(tf.reciprocal(tf.square(a)))]],
    [functions.squareFunction, [tf.square, (a) => mul(a, 2), (a) => tf.fill(a.shape, 2)]],
    [functions.squareRootFunction, [
      tf.sqrt,
      (a) => tf.div(0.5, tf.sqrt(a)),
      (a) => tf.div(-0.25, mul(a, tf.sqrt(a))),
    ]],
    [functions.absoluteFunction, [tf.abs, sign, zero]],
    [functions.signFunction, [sign, zero, zero]],
  ];
}
