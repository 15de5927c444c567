/** ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1), reached by the recurrence for small x. Good to about 1e-14. */
export function logGamma(x: number): number {
  let shift = 0;
  let argument = x;
  for (; argument < 15; argument++) shift -= Math.log(argument);
  const inverse = 1 / (argument * argument);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / argument;
  return shift + (argument - 0.5) * Math.log(argument) - argument + Math.log(2 * Math.PI) / 2 + series;
}

/** Share of the standard normal distribution below z. Absolute error below 1e-14. */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z > 0) return 1 - normalCdf(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return z > -4 ? 0.5 + density * centralSeries(z) : density * tailFraction(-z);
}

/** Σ z^(2k+1) ÷ (1·3·…·(2k+1)): DLMF 7.6.2. */
function centralSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return sum;
}

/** Mills' ratio of z ≥ 4 as 1 ÷ (z + 1 ÷ (z + 2 ÷ (z + …))): DLMF 7.9.3. */
function tailFraction(z: number): number {
  let value = z;
  for (let k = 80; k >= 1; k--) value = z + k / value;
  return 1 / value;
}

/** The z below which a share of the standard normal distribution lies; ±∞ of 0 and 1, NaN outside. */
export function normalQuantile(share: number): number {
  if (!(share >= 0 && share <= 1)) return Number.NaN;
  if (share === 0 || share === 1) return share === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (share > 0.5) return -normalQuantile(1 - share);
  return bisect((z) => normalCdf(z) < share, -40, 0);
}

/** Regularised incomplete beta function I_x(a, b): continued fraction (DLMF 8.17.22), summed by Lentz's method. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return (Math.exp(logFront) / a) * betaFraction(x, a, b);
}

function betaFraction(x: number, a: number, b: number): number {
  let numerator = 1;
  let denominator = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = denominator;
  for (let m = 1; m < 10_000; m++) {
    let change = 1;
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    for (const coefficient of [even, odd]) {
      denominator = 1 / awayFromZero(1 + coefficient * denominator);
      numerator = awayFromZero(1 + coefficient / numerator);
      change = denominator * numerator;
      value *= change;
    }
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/** The x below which a share of the beta distribution lies. a, b > 0. */
export function betaQuantile(share: number, a: number, b: number): number {
  return bisect((x) => incompleteBeta(x, a, b) < share, 0, 1);
}

/** The t below which a share of Student's distribution lies. `degrees` of freedom may be fractions; ∞ gives the normal quantile. */
export function studentQuantile(share: number, degrees: number): number {
  if (degrees === Number.POSITIVE_INFINITY) return normalQuantile(share);
  if (share < 0.5) return -studentQuantile(1 - share, degrees);
  const x = betaQuantile(2 * (1 - share), degrees / 2, 0.5);
  return Math.sqrt((degrees * (1 - x)) / x);
}

/** The point where `isBelow` turns false, to the last bit that halving reaches. */
function bisect(isBelow: (point: number) => boolean, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let halving = 0; halving < 200; halving++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
