/** Kubernetes quantities (k8s.io/apimachinery, pkg/api/resource): `70m`, `200Mi`, `1e3`, `0.5`. */

const PATTERN = /^([+-]?)(\d+\.?\d*|\.\d+)(?:(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E)|[eE]([+-]?\d{1,3}))?$/;
const BINARY: Record<string, bigint> = { Ki: 2n ** 10n, Mi: 2n ** 20n, Gi: 2n ** 30n, Ti: 2n ** 40n, Pi: 2n ** 50n, Ei: 2n ** 60n };
const DECIMAL: Record<string, number> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const NANO = 9;

/** The quantity in billionths, exact and rounded up as the API server rounds; undefined where the text is no quantity. */
export function parseQuantity(text: string | number): bigint | undefined {
  const match = PATTERN.exec(String(text));
  if (!match) return undefined;
  const [, sign, digits, suffix, exponent] = match;
  const [whole, fraction = ''] = digits.split('.');
  const mantissa = BigInt(`${whole}${fraction}` || '0') * (BINARY[suffix] ?? 1n);
  const power = NANO - fraction.length + (exponent ? Number(exponent) : DECIMAL[suffix] ?? 0);
  const nanos = power >= 0 ? mantissa * 10n ** BigInt(power) : ceilDivide(mantissa, 10n ** BigInt(-power));
  return sign === '-' ? -nanos : nanos;
}

/** Negative, zero or positive, as for `sort`. Throws on text that is no quantity. */
export function compareQuantities(a: string | number, b: string | number): number {
  const [left, right] = [a, b].map(text => {
    const nanos = parseQuantity(text);
    if (nanos === undefined) throw new Error(`'${text}' is no Kubernetes quantity. Write for instance '100m', '0.5', '200Mi' or '1Gi'.`);
    return nanos;
  });
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Twice the quantity, in the smallest unit that keeps it whole: `70m` -> `140m`, `0.5` -> `1`. */
export function doubleQuantity(text: string): string {
  const nanos = parseQuantity(text);
  if (nanos === undefined) throw new Error(`'${text}' is no Kubernetes quantity. Write for instance '100m' or '0.5'.`);
  const milli = ceilDivide(nanos * 2n, 1_000_000n);
  return milli % 1000n === 0n ? String(milli / 1000n) : `${milli}m`;
}

const UNITS = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY_UNITS = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** One spelling for each quantity, as the API server writes it: `1024Mi` is `1Gi`, `0.5` is `500m`. What is no quantity is left as it is. */
export function canonicalQuantity<T>(value: T): T | string {
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const nanos = parseQuantity(value);
  if (nanos === undefined) return value;
  const binary = String(value).endsWith('i') && nanos % 1_000_000_000n === 0n;
  const [units, step] = binary ? [BINARY_UNITS, 1024n] : [UNITS, 1000n];
  let [mantissa, unit] = [binary ? nanos / 1_000_000_000n : nanos, 0];
  if (mantissa === 0n) return '0';
  while (mantissa % step === 0n && unit < units.length - 1) [mantissa, unit] = [mantissa / step, unit + 1];
  return `${mantissa}${units[unit]}`;
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return a / b + (a % b > 0n ? 1n : 0n);
}
