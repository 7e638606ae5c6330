import type { Backend, SignedColumns, Tensor } from "../backend/backend.ts";
import type { Random } from "../backend/random.ts";
import type { Parameter } from "./parameter.ts";

/** What a forward pass runs with. */
export interface Pass {
  /** Where the numbers are computed. */
  readonly backend: Backend;
  /** Whether layers such as dropout behave as in training. */
  readonly training: boolean;
  /** The stream that random layers draw from, in the order in which they stand. */
  readonly random: Random;
  /** Notes what is to be done to buffers once the whole pass has succeeded. */
  readonly later?: (update: () => void) => void;
  /**
   * The highest order of derivatives that walks will ask for; 0 by default. A layer that has them
   * together with its output for less may put them into its memory.
   */
  readonly derivatives?: 0 | 1 | 2;
  /**
   * Whether a single walk will use the memory, so that it may be freed on the way; false by default.
   */
  readonly once?: boolean;
}

/** A layer's output, and the memory that its rules need. */
export interface Activation<Memory extends object = object> {
  /** `[batch, ...features]`. */
  readonly output: Tensor;
  /** A fresh object for every place in a network and every pass. */
  readonly memory: Memory;
  /**
   * The tensors that the memory refers to, made by this pass or its input. Others are freed as soon as
   * the next layer has run; without this list the input and the output are taken to be needed.
   */
  readonly holds?: readonly Tensor[];
}

/** Tangents of a layer's input and parameters; a parameter without one stands still. */
export interface Tangent {
  /** `[rows, ...features]` of the input. */
  readonly input: Tensor;
  /** Whether the input stands still, its tangent being zero: rules may leave out what it adds. */
  readonly inputStandsStill?: boolean;
  /** The tangent of a parameter, of its shape. */
  readonly parameter?: (parameter: Parameter) => Tensor;
}

/**
 * A backward walk: what flows from the output to the input, how it crosses one leaf, and how it
 * joins where two branches meet. Estimators are walks.
 */
export interface Walk<Signal> {
  /** Notes what the signal at the output of `leaf` says about the leaf and its parameters. */
  record(leaf: Leaf, memory: object, signal: Signal): void;
  /** The signal at the input of `leaf`, from that at its output. */
  cross(leaf: Leaf, memory: object, signal: Signal): Signal;
  /** The signal at the input of `x + inner(x)`, from that at its output and that at the input of `inner`. */
  join(branch: Branch, output: Signal, inner: Signal): Signal;
  /** Frees what has flowed through a layer and flows no further, `below` being what does. */
  leave?(signal: Signal, below: Signal | undefined): void;
  /** Notes that a signal goes two ways, so that it must stay as it is until they join. */
  keep?(signal: Signal): void;
  /** Does at the end of the walk what has been put off, now that most of the activations are freed. */
  finish?(): void;
}

/** The inner branch of a residual block in one pass. */
export interface Branch {
  /** The layers of the branch. */
  readonly layer: Layer;
  /** Their memory of the pass. */
  readonly memory: object;
}

/** A part of a network. It holds parameters and no other state, so that it may stand in several places. */
export interface Layer {
  /** How messages call it, such as `linear(784, 64)`. */
  readonly name: string;
  /** Its own parameters; those of children are theirs. */
  readonly parameters: readonly Parameter[];
  /** What it keeps besides and saves with them, such as running statistics; nothing by default. */
  readonly buffers?: readonly Parameter[];
  /** Layers inside it, under the names that parameters are found by. */
  readonly children: readonly { readonly name: string; readonly layer: Layer }[];
  /**
   * Features of the output for features of the input (batch excluded).
   *
   * @throws TypeError if the layer does not take such an input.
   */
  outputShape(input: readonly number[]): readonly number[];
  /** The output for an input `[batch, ...features]`. */
  forward(pass: Pass, input: Tensor): Activation;
  /** Carries a tangent forward: calls `push` at every leaf with the tangent of its input. */
  pushForward(
    backend: Backend,
    memory: object,
    tangent: Tensor,
    push: (leaf: Leaf, memory: object, tangent: Tensor) => Tensor,
  ): Tensor;
  /** Carries a signal backward; the signal at the input is computed only if it is needed. */
  backward<Signal>(
    memory: object,
    signal: Signal,
    walk: Walk<Signal>,
    needsInput: boolean,
  ): Signal | undefined;
  /** The diagonal of the Jacobian `[batch or 1, features]` where it is cheap, else undefined. */
  jacobianDiagonal(backend: Backend, memory: object): Tensor | undefined;
}

/**
 * A layer without layers inside: the derivative rules of one function `y = f(x; θ)`, J = ∂y/∂x.
 *
 * Signals have N · r rows for a batch of N (see `Backend`), features as the output for v, g, h and
 * as the input for tangents. A new layer is a class with these rules; those that are constant zero
 * for it stay undefined, and containers and estimators serve it without knowing it. What rules return is
 * new, or the very signal that they got: walks free signals once they have passed.
 */
export abstract class Leaf<Memory extends object = object> implements Layer {
  abstract readonly name: string;
  readonly parameters: readonly Parameter[] = [];
  readonly buffers: readonly Parameter[] = [];
  readonly children: readonly { readonly name: string; readonly layer: Layer }[] = [];

  /** Whether output k depends on input k alone (elementwise layers, dropout, reshapes). */
  readonly jacobianIsDiagonal: boolean = false;

  /**
   * Whether each parameter reaches a single entry of a sample's output, as in a linear layer. Then
   * `diag(J_θᵀ H J_θ)` needs only the diagonal of H. Weights shared over positions are not so.
   */
  readonly parametersReachOneOutput: boolean = true;

  /**
   * Whether in this pass outputs of one sample depend on inputs of others, as batch normalisation has
   * it in training. A batch is then as one large sample: gradients, Hessian-vector products and the
   * diagonal recursion go through; methods that take samples apart refuse.
   */
  samplesCoupled(_memory: Memory): boolean {
    return false;
  }

  abstract outputShape(input: readonly number[]): readonly number[];
  abstract forward(pass: Pass, input: Tensor): Activation<Memory>;

  /** `Jᵀv`. */
  abstract vjp(b: Backend, memory: Memory, v: Tensor): Tensor;
  /** `(J∘J)ᵀh`. */
  abstract squaredVjp(b: Backend, memory: Memory, h: Tensor): Tensor;
  /** `J dx + J_θ dθ`. */
  abstract jvp(b: Backend, memory: Memory, tangent: Tangent): Tensor;

  /** `diag(Σ_k g_k ∇²f_k)` with respect to the input; undefined if f is linear in its input. */
  curvatureTerm?(b: Backend, memory: Memory, g: Tensor): Tensor;
  /**
   * HesScale's step: `Jᵀg`, and `(J∘J)ᵀh` with `diag(Σ_k g_k ∇²f_k)` added if `secondDerivatives`.
   * A layer that has both together for less than each alone says so here. With `overwrite` the results
   * may take the place of g and h.
   */
  crossDual(
    b: Backend,
    memory: Memory,
    g: Tensor,
    h: Tensor,
    secondDerivatives: boolean,
    _overwrite?: boolean,
  ): readonly [Tensor, Tensor] {
    const crossed = this.squaredVjp(b, memory, h);
    const own = secondDerivatives ? this.curvatureTerm?.(b, memory, g) : undefined;
    return [this.vjp(b, memory, g), own ? b.add(crossed, own) : crossed];
  }

  /**
   * The derivative of `Jᵀg` along a tangent with g held fixed; undefined if J is constant. Rows of
   * the tangent may outnumber those of g, each row of g then serving those of its sample.
   */
  vjpTangent?(b: Backend, memory: Memory, g: Tensor, tangent: Tangent): Tensor;

  /** `J_θᵀv` for each parameter, summed over rows, or row by row `[rows, ...shape]`. */
  parameterVjp(_b: Backend, _memory: Memory, _v: Tensor, _perRow = false): Tensor[] {
    return [];
  }
  /** `(J_θ∘J_θ)ᵀh` for each parameter, summed over rows, or row by row. */
  squaredParameterVjp(_b: Backend, _memory: Memory, _h: Tensor, _perRow = false): Tensor[] {
    return [];
  }
  /** `J_θᵀg` and `(J_θ∘J_θ)ᵀh` for each parameter, summed over rows; see {@linkcode Leaf.crossDual}. */
  parameterDual(
    b: Backend,
    memory: Memory,
    g: Tensor,
    h: Tensor,
  ): readonly [gradient: Tensor[], curvature: Tensor[]] {
    return [this.parameterVjp(b, memory, g), this.squaredParameterVjp(b, memory, h)];
  }
  /**
   * What `parameterVjp` and `parameterDual` need of the memory, staying when that is freed: walks then
   * compute their results last, so that these and the activations are never in memory together.
   * Undefined where the parameters do not outnumber by far what must stay with a signal of `rows`.
   */
  parameterMemory?(b: Backend, memory: Memory, rows: number): Memory | undefined;
  /** `diag(Σ_k g_k ∂²f_k/∂θ²)`, summed over rows or row by row; undefined if f is linear in θ. */
  parameterCurvatureTerm?(b: Backend, memory: Memory, g: Tensor, perRow?: boolean): Tensor[];
  /**
   * For each parameter the diagonal of KFAC's block (Martens & Grosse 2015): the mean square of what
   * the parameter meets times the summed squares of columns at the output it reaches. Undefined where
   * each parameter reaches one output, for then `squaredParameterVjp` has it all.
   */
  kroneckerDiagonal?(b: Backend, memory: Memory, factor: SignedColumns): Tensor[];
  /**
   * The derivative of `J_θᵀg` along a tangent with g held fixed, summed over rows; undefined for a
   * parameter where it is zero.
   */
  parameterVjpTangent(
    _b: Backend,
    _memory: Memory,
    _g: Tensor,
    _tangent: Tangent,
  ): (Tensor | undefined)[] {
    return [];
  }

  jacobianDiagonal(_b: Backend, _memory: Memory): Tensor | undefined {
    return undefined;
  }

  pushForward(
    _b: Backend,
    memory: Memory,
    tangent: Tensor,
    push: (leaf: Leaf, memory: object, tangent: Tensor) => Tensor,
  ): Tensor {
    return push(this, memory, tangent);
  }

  backward<Signal>(
    memory: Memory,
    signal: Signal,
    walk: Walk<Signal>,
    needsInput: boolean,
  ): Signal | undefined {
    walk.record(this, memory, signal);
    return needsInput ? walk.cross(this, memory, signal) : undefined;
  }
}

/** Whether a layer or one inside it has parameters. */
export function hasParameters(layer: Layer): boolean {
  return layer.parameters.length > 0 || layer.children.some((child) => hasParameters(child.layer));
}
