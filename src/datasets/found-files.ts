/** A file of a dataset, as it was found. */
export interface FoundFile {
  uri: string;
  /** Bytes as they lie there, packed ones packed. */
  size: number;
}

/** Finds and opens what a spec calls a dataset. */
export interface DatasetReader {
  /** The files that a name or a glob stands for, sorted by uri. @throws InvalidInput when there are none or they cannot be read */
  find(uri: string): Promise<FoundFile[]>;
  /** The bytes as they lie there. */
  open(file: FoundFile): Promise<AsyncIterable<Uint8Array>>;
}
