/**
 * How far a number in float32 may be from its definition, relative to 1 + its magnitude.
 *
 * A number rounded to float32 is off by at most u = 2⁻²⁴ of its magnitude. The operands of cases are
 * exact in it, and so are long sums of them: of multiples of 1/32, and of products of `halves`; where a sum
 * is not, the case says so with its `terms`. What is left are the functions. None takes more than four operations on numbers of at most 1 + its magnitude,
 * and a kernel for exp, log, tanh or division may be off by 2 ulp = 4u: 16u in all.
 */
export const float32Tolerance: number = 16 * 2 ** -24;
