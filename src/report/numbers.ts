/** How numbers are written: sensible digits, a real minus sign, never more precision than the interval carries. */
import type { Estimate, MetricName } from '../contracts/evaluation-report.ts';

export const notMeasured = 'not measured';

/** `−` instead of `-`, and no `−0`. */
function proper(text: string): string {
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace('-', '−');
}

/** A number of tokens: "94", "1,240". */
export function tokens(value: number): string {
  return count(Math.round(value));
}

/** Digits after the point of a percentage: one when the interval is narrower than a point, else none. */
function digitsFor(low: number, high: number): number {
  return high - low < 0.01 && high > low ? 1 : 0;
}

/** 0.837 → "84". What is not quite 0 or 1 never looks as if it were. */
function hundredths(share: number, digits: number): string {
  const text = (share * 100).toFixed(digits);
  if (share > rounding && Number(text) === 0) return `<${digits === 0 ? '1' : '0.1'}`;
  if (share < 1 - rounding && Number(text) === 100) return `>${digits === 0 ? '99' : '99.9'}`;
  return proper(text);
}

/** Nearer than this to 0 or 1 is 0 or 1: what is left of an exact bound after floating point. */
const rounding = 1e-9;

/** Share of 1 → "84 %". */
export function percent(share: number, digits = 0): string {
  return `${hundredths(share, digits)} %`;
}

/** Three significant digits: 12.4, 0.0312, 1,240. */
export function significant(value: number, digits = 3): string {
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  return proper(grouped(value.toFixed(Math.min(12, Math.max(0, digits - 1 - magnitude)))));
}

function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

/** 12345 → "12,345". Fractions are kept to one digit. */
export function count(value: number): string {
  return proper(grouped(Number.isInteger(value) ? String(value) : value.toFixed(1)));
}

/** "1 row", "12 rows". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** The value alone: a share as per cent, a perplexity as it is. */
export function metricValue(metric: MetricName, value: Estimate): string {
  return metric === 'perplexity' ? significant(value.mean) : percent(value.mean, digitsFor(value.low, value.high));
}

/** The 95 % interval alone: "76 to 90". */
export function metricInterval(metric: MetricName, value: Estimate, between = ' to '): string {
  const digits = digitsFor(value.low, value.high);
  const decimals = significant(value.mean).split('.')[1]?.length ?? 0;
  const write = (bound: number) => (metric === 'perplexity' ? proper(grouped(bound.toFixed(decimals))) : hundredths(bound, digits));
  return `${write(value.low)}${between}${write(value.high)}`;
}

/** "84 % (76 to 90)"; a number that nobody measured says so. */
export function metricWithInterval(metric: MetricName, value: Estimate | null | undefined): string {
  return value == null ? notMeasured : `${metricValue(metric, value)} (${metricInterval(metric, value)})`;
}

/** Difference of two shares in points with its sign: 0.42 → "+42". */
export function signedPoints(difference: number, digits = 0): string {
  const text = proper((difference * 100).toFixed(digits));
  return Number(text.replace('−', '-')) > 0 ? `+${text}` : text;
}

/** "+42 points (+33 to +51)"; for perplexity the plain difference. */
export function differenceWithInterval(metric: MetricName, value: Estimate): string {
  if (metric === 'perplexity') return `${signedNumber(value.mean)} (${signedNumber(value.low)} to ${signedNumber(value.high)})`;
  const digits = digitsFor(value.low, value.high);
  return `${signedPoints(value.mean, digits)} points (${signedPoints(value.low, digits)} to ${signedPoints(value.high, digits)})`;
}

function signedNumber(value: number): string {
  return value > 0 ? `+${significant(value)}` : significant(value);
}

/** A difference that is no share, with its sign: "+0.041 (+0.02 to +0.065)". */
export function signedWithInterval({ mean, low, high }: Estimate): string {
  const write = (value: number) => `${value > 0 ? '+' : ''}${significant(value, 2)}`;
  return `${write(mean)} (${write(low)} to ${write(high)})`;
}

/** A number on a scale of its own, with the digits that its interval carries: "0.043 (0.021 to 0.072)", "63.2 (58.8 to 67.1)". */
export function onOwnScale({ mean, low, high }: Pick<Estimate, 'mean' | 'low' | 'high'>): string {
  const width = high - low;
  const digits = width > 0 ? Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(width)))) : 2;
  const write = (value: number) => proper(grouped(value.toFixed(digits)));
  return `${write(mean)} (${write(low)} to ${write(high)})`;
}

/** A loss or a gap in points: 0.12 → "12 (4 to 20)"; below 0 it is a gain, "−3 (−8 to 2)". */
export function pointsWithInterval({ mean, low, high }: Estimate): string {
  const digits = digitsFor(low, high);
  const points = (value: number) => proper((value * 100).toFixed(digits));
  return `${points(mean)} (${points(low)} to ${points(high)})`;
}

/** "1 point", "12 points". */
export function inPoints(share: number): string {
  const text = proper((share * 100).toFixed(0));
  return `${text} ${text === '1' ? 'point' : 'points'}`;
}

/** 0.153 → "0.15 s", 500 → "8 min 20 s", 7500 → "2 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 10) return `${significant(seconds, 2)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 === 0 ? '' : ` ${whole % 60} s`}`;
  const minutes = Math.round(seconds / 60);
  return `${count(Math.floor(minutes / 60))} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}

/** "p < 0.001", "p = 0.004", "p = 0.21". */
export function pValue(p: number): string {
  if (p < 0.001) return 'p < 0.001';
  return `p = ${p < 0.01 ? p.toFixed(3) : p >= 0.995 ? '1' : p.toFixed(2)}`;
}

/** A ratio such as retention: "0.96". A value under the line never rounds up to it. */
export function ratio(value: number): string {
  return proper((Math.floor(value * 100 + 1e-9) / 100).toFixed(2));
}

/** "0.93 (0.86 to 1.00)" */
export function ratioWithInterval({ mean, low, high }: Pick<Estimate, 'mean' | 'low' | 'high'>): string {
  return `${ratio(mean)} (${ratio(low)} to ${ratio(high)})`;
}

/** 0.0008 → "8e-4"; 0.1 → "0.1". */
export function learningRate(value: number): string {
  return value >= 0.01 ? String(value) : value.toExponential().replace('e-0', 'e-');
}

/** "2026-11-23 06:38 UTC" of an ISO time; the text itself where it is no time. */
export function moment(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
