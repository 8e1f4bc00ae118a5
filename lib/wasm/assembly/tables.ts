// The constants of exp, log, tanh and sigmoid as tables in memory, one per element type.
//
// Why tables: a constant that stands in a loop is built anew in every iteration by V8, which costs more than the arithmetic.
// A constant loaded into a local before the loop stays in a register.
import * as constants from '../plain/constants';

/** Positions in the tables. */
export const ONE: usize = 0;
export const SIGN_BIT: usize = 1;
export const ROUND: usize = 2;
export const LOG2_E: usize = 3;
export const LN2_HIGH: usize = 4;
export const LN2_LOW: usize = 5;
export const EXP_LOWEST: usize = 6;
export const EXP_HIGHEST: usize = 7;
export const EXP_NEAR: usize = 8;
export const E: usize = 9;
export const L: usize = 19;
export const TANH_SMALL: usize = 26;
export const T: usize = 27;

const TABLE_32 = memory.data<f32>(
  [
    1,
    -0.0,
    <f32>constants.ROUND_32,
    <f32>constants.LOG2_E,
    <f32>constants.LN2_HIGH_32,
    <f32>constants.LN2_LOW_32,
    <f32>constants.EXP_LOWEST_32,
    <f32>constants.EXP_HIGHEST_32,
    <f32>constants.EXP_NEAR_32,
    <f32>constants.E0_32,
    <f32>constants.E1_32,
    <f32>constants.E2_32,
    <f32>constants.E3_32,
    <f32>constants.E4_32,
    0,
    0,
    0,
    0,
    0,
    <f32>constants.L1_32,
    <f32>constants.L2_32,
    <f32>constants.L3_32,
    <f32>constants.L4_32,
    0,
    0,
    0,
    <f32>constants.TANH_SMALL,
    <f32>constants.T0_32,
    <f32>constants.T1_32,
    <f32>constants.T2_32,
    <f32>constants.T3_32,
    <f32>constants.T4_32,
  ],
  16,
);

const TABLE_64 = memory.data<f64>(
  [
    1,
    -0.0,
    <f64>constants.ROUND_64,
    <f64>constants.LOG2_E,
    <f64>constants.LN2_HIGH_64,
    <f64>constants.LN2_LOW_64,
    <f64>constants.EXP_LOWEST_64,
    <f64>constants.EXP_HIGHEST_64,
    <f64>constants.EXP_NEAR_64,
    <f64>constants.E0_64,
    <f64>constants.E1_64,
    <f64>constants.E2_64,
    <f64>constants.E3_64,
    <f64>constants.E4_64,
    <f64>constants.E5_64,
    <f64>constants.E6_64,
    <f64>constants.E7_64,
    <f64>constants.E8_64,
    <f64>constants.E9_64,
    <f64>constants.L1_64,
    <f64>constants.L2_64,
    <f64>constants.L3_64,
    <f64>constants.L4_64,
    <f64>constants.L5_64,
    <f64>constants.L6_64,
    <f64>constants.L7_64,
    <f64>constants.TANH_SMALL,
    <f64>constants.T0_64,
    <f64>constants.T1_64,
    <f64>constants.T2_64,
    <f64>constants.T3_64,
    <f64>constants.T4_64,
    <f64>constants.T5_64,
    <f64>constants.T6_64,
    <f64>constants.T7_64,
    <f64>constants.T8_64,
    <f64>constants.T9_64,
    <f64>constants.T10_64,
  ],
  16,
);

/** The constant at a position, in every lane. */
@inline
export function constant<T>(position: usize): v128 {
  return v128.load_splat<T>((sizeof<T>() == 4 ? TABLE_32 : TABLE_64) + position * sizeof<T>());
}
