// The constants of exp, log, tanh and sigmoid. Read by TypeScript and by AssemblyScript alike, so that both compute the same.

// x = n ln 2 + r with |r| <= ln 2 / 2. ln 2 is split into a short high part, whose product with n is exact, and the rest.
export const LOG2_E = 1.4426950408889634;
export const LN2_HIGH_32 = 0.693145751953125; // 15 bits
export const LN2_LOW_32 = 1.4286068203094172e-6;
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
export const E0_32 = 0.49999988595112801618;
export const E1_32 = 0.1666651845998037474;
export const E2_32 = 0.041669533109223250133;
export const E3_32 = 0.0083689163413751266887;
export const E4_32 = 0.0013751407895822138688;
export const E0_64 = 0.50000000000000127272;
export const E1_64 = 0.16666666666666482434;
export const E2_64 = 0.041666666666516322379;
export const E3_64 = 0.0083333333334514329145;
export const E4_64 = 0.0013888888946678827123;
export const E5_64 = 0.0001984126959711890376;
export const E6_64 = 0.000024801490346235071109;
export const E7_64 = 2.7557507285412289794e-6;
export const E8_64 = 2.7631125446226205028e-7;
export const E9_64 = 2.5024645209649299235e-8;

// tanh x = x + x z (T0 + T1 z + T2 z^2 + ...) with z = x^2 for |x| below TANH_SMALL: fitted by test/fixtures/wasm/polynomials.py.
// The error is 0.08 of a half unit in the last place in float32 and 0.1 in float64.
export const TANH_SMALL = 0.625;
export const T0_32 = -0.33333279208370635864;
export const T1_32 = 0.1333138135435850114;
export const T2_32 = -0.053735318849328399794;
export const T3_32 = 0.020626291822942103637;
export const T4_32 = -0.0056919856628833991112;
export const T0_64 = -0.33333333333332822553;
export const T1_64 = 0.13333333333258572538;
export const T2_64 = -0.053968253929884023409;
export const T3_64 = 0.02186948754839039451;
export const T4_64 = -0.0088632206786370831503;
export const T5_64 = 0.0035919868055759104709;
export const T6_64 = -0.001454947733027203431;
export const T7_64 = 0.00058628277568865003934;
export const T8_64 = -0.00022850057920795149585;
export const T9_64 = 0.000077076497873363406212;
export const T10_64 = -0.000016041271922893272255;

// log(1 + f) = 2 s + s z (L1 + L2 z + L3 z^2 + ...) with s = f / (2 + f), z = s^2: FreeBSD's e_logf.c and e_log.c.
export const L1_32 = 0.66666662693023681641;
export const L2_32 = 0.40000972151756286621;
export const L3_32 = 0.28498786687850952148;
export const L4_32 = 0.24279078841209411621;
export const L1_64 = 6.66666666666673513e-1;
export const L2_64 = 3.999999999940941908e-1;
export const L3_64 = 2.857142874366239149e-1;
export const L4_64 = 2.222219843214978396e-1;
export const L5_64 = 1.818357216161805012e-1;
export const L6_64 = 1.531383769920937332e-1;
export const L7_64 = 1.479819860511658591e-1;
