export interface S3Case {
  name: string;
  files: number;
  /** Of each file. */
  bytes: number;
}

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** One file after the other, as the product sends the files of a checkpoint or of a model. */
export const cases: readonly S3Case[] = [
  { name: '1 file of 256 MiB', files: 1, bytes: 256 * mebibyte },
  { name: '8 adapters of 16 MiB', files: 8, bytes: 16 * mebibyte },
  { name: '200 files of 64 KiB', files: 200, bytes: 64 * kibibyte },
];

export const quickCases: readonly S3Case[] = [
  { name: '1 file of 12 MiB', files: 1, bytes: 12 * mebibyte },
  { name: '3 files of 64 KiB', files: 3, bytes: 64 * kibibyte },
];
