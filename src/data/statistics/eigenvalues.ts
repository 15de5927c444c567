/** Sweeps over the matrix; Jacobi's method converges quadratically and needs six to ten. */
const mostSweeps = 50;

/**
 * Eigenvalues of a symmetric matrix, in no order, by Jacobi's cyclic method (Golub and Van Loan, Matrix Computations,
 * 8.5): rotations that each make one pair of elements off the diagonal 0. Accurate to about 1e-14 of the largest.
 */
export function symmetricEigenvalues(matrix: readonly (readonly number[])[]): number[] {
  const size = matrix.length;
  const values = Float64Array.from(matrix.flat());
  const scale = values.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < mostSweeps && offDiagonal(values, size) > 1e-28 * scale; sweep += 1)
    for (let row = 0; row < size - 1; row += 1) for (let column = row + 1; column < size; column += 1) rotate(values, size, row, column);
  return Array.from({ length: size }, (_, index) => values[index * size + index]!);
}

/** Sum of squares off the diagonal. */
function offDiagonal(values: Float64Array, size: number): number {
  let sum = 0;
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) if (row !== column) sum += values[row * size + column]! ** 2;
  return sum;
}

function rotate(values: Float64Array, size: number, p: number, q: number): void {
  const off = values[p * size + q]!;
  if (off === 0) return;
  const tau = (values[q * size + q]! - values[p * size + p]!) / (2 * off);
  const tangent = tau >= 0 ? 1 / (tau + Math.sqrt(1 + tau * tau)) : -1 / (-tau + Math.sqrt(1 + tau * tau));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = tangent * cosine;
  for (let index = 0; index < size; index += 1) {
    const [a, b] = [values[index * size + p]!, values[index * size + q]!];
    values[index * size + p] = cosine * a - sine * b;
    values[index * size + q] = sine * a + cosine * b;
  }
  for (let index = 0; index < size; index += 1) {
    const [a, b] = [values[p * size + index]!, values[q * size + index]!];
    values[p * size + index] = cosine * a - sine * b;
    values[q * size + index] = sine * a + cosine * b;
  }
}
