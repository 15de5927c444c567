import { classBits } from '../duplicates/token-hash.ts';

/** Odd multipliers of two rolling hashes. */
const [baseA, baseB] = [0x9e3779b1, 0x85ebca77];

/**
 * Two independent 32-bit hashes of every run of `size` tokens, rolled on from one to the next. Together they are 53 bits, so
 * that among a million rows no two runs meet by chance.
 */
export class TokenRuns {
  /** 53 bits and never 0, of each run in order. */
  numbers = new Float64Array(256);
  length = 0;

  fill(tokens: Uint32Array, size: number): void {
    this.length = Math.max(0, tokens.length - size + 1);
    if (this.length > this.numbers.length) this.numbers = new Float64Array(this.length * 2);
    const [outA, outB] = [power(baseA, size), power(baseB, size)];
    let [a, b] = [0, 0];
    for (let at = 0; at < tokens.length; at += 1) {
      const added = mix(tokens[at]! >>> classBits);
      const left = at < size ? 0 : mix(tokens[at - size]! >>> classBits);
      a = (Math.imul(a, baseA) + added - Math.imul(left, outA)) | 0;
      b = (Math.imul(b, baseB) + added - Math.imul(left, outB)) | 0;
      if (at >= size - 1) this.numbers[at - size + 1] = (mix(a ^ size) >>> 0) * 2 ** 21 + (mix(b) >>> 11) + 1;
    }
  }
}

/** Finaliser of MurmurHash3 (public domain). */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function power(base: number, size: number): number {
  let product = 1;
  for (let index = 0; index < size; index += 1) product = Math.imul(product, base);
  return product;
}
