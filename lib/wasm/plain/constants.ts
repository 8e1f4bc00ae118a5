// The constants of exp, log, tanh and sigmoid. Read by TypeScript and by AssemblyScript alike, so that both compute the same.

// x = n ln 2 + r with |r| <= ln 2 / 2. ln 2 is split into a short high part, whose product with n is exact, and the rest.
export const LOG2_E = 1.4426950408889634;
export const LN2_HIGH_32 = 0.693145751953125; // 15 bits
export const LN2_LOW_32 = 1.4286068203094173e-6;
export const LN2_HIGH_64 = 0.6931471803691238; // 32 bits
export const LN2_LOW_64 = 1.9082149292705877e-10;

// Adding 1.5 * 2^(mantissa bits) and taking it away again rounds to the nearest integer, which stands in the low bits between.
export const ROUND_32 = 12582912;
export const ROUND_64 = 6755399441055744;

// Beyond these e^x is 0 or Infinity. Arguments are cut there, so that n fits the exponent.
export const EXP_LOWEST_32 = -104;
export const EXP_HIGHEST_32 = 89;
export const EXP_LOWEST_64 = -746;
export const EXP_HIGHEST_64 = 710;

// For |x| up to this 2^n is a normal number, so that one multiplication scales by it.
export const EXP_NEAR_32 = -87;
export const EXP_NEAR_64 = -708;

// e^r - 1 = r + r^2 (E0 + E1 r + E2 r^2 + ...): fitted by test/fixtures/wasm/polynomials.py.
// The error is 0.06 of a half unit in the last place in float32 and 0.04 in float64.
export const E0_32 = 0.49999988595112804;
export const E1_32 = 0.16666518459980376;
export const E2_32 = 0.04166953310922325;
export const E3_32 = 0.008368916341375127;
export const E4_32 = 0.0013751407895822138;
export const E0_64 = 0.5000000000000012;
export const E1_64 = 0.16666666666666483;
export const E2_64 = 0.04166666666651632;
export const E3_64 = 0.008333333333451433;
export const E4_64 = 0.0013888888946678828;
export const E5_64 = 0.00019841269597118904;
export const E6_64 = 2.480149034623507e-5;
export const E7_64 = 2.755750728541229e-6;
export const E8_64 = 2.7631125446226205e-7;
export const E9_64 = 2.50246452096493e-8;

// tanh x = x + x z (T0 + T1 z + T2 z^2 + ...) with z = x^2 for |x| below TANH_SMALL: fitted by test/fixtures/wasm/polynomials.py.
// The error is 0.08 of a half unit in the last place in float32 and 0.1 in float64.
export const TANH_SMALL = 0.625;
export const T0_32 = -0.33333279208370636;
export const T1_32 = 0.133313813543585;
export const T2_32 = -0.053735318849328396;
export const T3_32 = 0.020626291822942105;
export const T4_32 = -0.005691985662883399;
export const T0_64 = -0.3333333333333282;
export const T1_64 = 0.13333333333258574;
export const T2_64 = -0.053968253929884025;
export const T3_64 = 0.021869487548390396;
export const T4_64 = -0.008863220678637084;
export const T5_64 = 0.0035919868055759104;
export const T6_64 = -0.0014549477330272034;
export const T7_64 = 0.0005862827756886501;
export const T8_64 = -0.00022850057920795148;
export const T9_64 = 7.70764978733634e-5;
export const T10_64 = -1.604127192289327e-5;

// log(1 + f) = 2 s + s z (L1 + L2 z + L3 z^2 + ...) with s = f / (2 + f), z = s^2: FreeBSD's e_logf.c and e_log.c.
export const L1_32 = 0.6666666269302368;
export const L2_32 = 0.40000972151756287;
export const L3_32 = 0.2849878668785095;
export const L4_32 = 0.24279078841209412;
export const L1_64 = 0.6666666666666735;
export const L2_64 = 0.3999999999940942;
export const L3_64 = 0.2857142874366239;
export const L4_64 = 0.22222198432149784;
export const L5_64 = 0.1818357216161805;
export const L6_64 = 0.15313837699209373;
export const L7_64 = 0.14798198605116586;
