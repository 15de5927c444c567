import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** CRC32 as S3 writes it: four bytes, big-endian, base64. */
export function crc32Of(bytes: Uint8Array): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum.toString('base64');
}

/** SHA-256 as 64 lower-case hexadecimal digits. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
