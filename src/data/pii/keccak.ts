/**
 * Keccak-256 with the padding from before SHA-3, as Ethereum uses it; Node's crypto has the later padding alone.
 * Source: the Keccak reference, version 3.0, section 1.2; 64-bit lanes as pairs of 32-bit words.
 */
export function keccak256(message: Uint8Array): Uint8Array {
  const state = new Uint32Array(50);
  const bytes = new Uint8Array(state.buffer);
  const padded = new Uint8Array(Math.floor(message.length / rate + 1) * rate);
  padded.set(message);
  padded[message.length] = 1;
  padded[padded.length - 1]! |= 0x80;
  for (let from = 0; from < padded.length; from += rate) {
    for (let index = 0; index < rate; index++) bytes[index]! ^= padded[from + index]!;
    permute(state);
  }
  return bytes.slice(0, 32);
}

const rate = 136;
const roundConstants = makeRoundConstants();
/** First word of the target lane, and rotation, of ρ and π along their one orbit. */
const orbit = makeOrbit();

function permute(s: Uint32Array): void {
  const c = new Uint32Array(10);
  for (let round = 0; round < 24; round++) {
    for (let x = 0; x < 10; x++) c[x] = s[x]! ^ s[x + 10]! ^ s[x + 20]! ^ s[x + 30]! ^ s[x + 40]!;
    for (let x = 0; x < 5; x++) {
      const before = ((x + 4) % 5) * 2;
      const after = ((x + 1) % 5) * 2;
      const low = c[before]! ^ ((c[after]! << 1) | (c[after + 1]! >>> 31));
      const high = c[before + 1]! ^ ((c[after + 1]! << 1) | (c[after]! >>> 31));
      for (let y = x * 2; y < 50; y += 10) {
        s[y]! ^= low;
        s[y + 1]! ^= high;
      }
    }
    rotateLanes(s);
    for (let y = 0; y < 50; y += 10) mixRow(s, y, c);
    s[0]! ^= roundConstants[round * 2]!;
    s[1]! ^= roundConstants[round * 2 + 1]!;
  }
}

function rotateLanes(s: Uint32Array): void {
  let low = s[2]!;
  let high = s[3]!;
  for (let t = 0; t < 48; t += 2) {
    const at = orbit[t]!;
    const bits = orbit[t + 1]!;
    const keptLow = s[at]!;
    const keptHigh = s[at + 1]!;
    const a = bits < 32 ? low : high;
    const b = bits < 32 ? high : low;
    const turn = bits & 31; // never 0 on this orbit
    s[at] = (a << turn) | (b >>> (32 - turn));
    s[at + 1] = (b << turn) | (a >>> (32 - turn));
    low = keptLow;
    high = keptHigh;
  }
}

function mixRow(s: Uint32Array, y: number, row: Uint32Array): void {
  for (let x = 0; x < 10; x++) row[x] = s[y + x]!;
  for (let x = 0; x < 10; x++) s[y + x]! ^= ~row[(x + 2) % 10]! & row[(x + 4) % 10]!;
}

function makeOrbit(): Uint8Array {
  const steps: number[] = [];
  let [x, y] = [1, 0];
  for (let t = 0; t < 24; t++) {
    [x, y] = [y, (2 * x + 3 * y) % 5];
    steps.push(2 * (x + 5 * y), (((t + 1) * (t + 2)) / 2) % 64);
  }
  return Uint8Array.from(steps);
}

/** ι's constants from the linear feedback shift register x⁸ + x⁶ + x⁵ + x⁴ + 1. */
function makeRoundConstants(): Uint32Array {
  const constants = new Uint32Array(48);
  let register = 1;
  for (let round = 0; round < 24; round++) {
    for (let j = 0; j < 7; j++) {
      const bit = 2 ** j - 1;
      if ((register & 1) !== 0) constants[round * 2 + (bit >> 5)]! ^= 2 ** (bit % 32);
      register = (register << 1) ^ ((register & 0x80) === 0 ? 0 : 0x171);
    }
  }
  return constants;
}
