/**
 * An object store as Anneal needs it. Keys are relative to the configured bucket and prefix.
 * Every failure is an AnnealFailure: StoreUnavailable (may go away), StoreRefused (credentials, permissions, missing bucket).
 * Every call ends: no method waits longer than its deadline on a silent server.
 */
export interface ObjectStore {
  /** null = no such object. */
  head(key: string): Promise<StoredObject | null>;
  /** The whole object, for small ones; null = no such object. */
  get(key: string): Promise<Buffer | null>;
  /** Byte stream for large ones; null = no such object. Errors on a torn or stalled body. */
  getStream(key: string): Promise<AsyncIterable<Uint8Array> | null>;
  /** Puts a small object. `ifAbsent`: false is returned when the key exists already; `ifMatch`: false when the ETag is another. */
  put(key: string, body: Uint8Array | string, condition?: PutCondition): Promise<{ written: boolean; etag: string | null }>;
  /** Puts a local file (multipart above 8 MiB) with its SHA-256 as metadata. `onProgress` gets bytes sent so far. */
  putFile(
    key: string,
    file: string,
    options: { sha256: string; size: number; onProgress?: (bytes: number) => void; signal?: AbortSignal },
  ): Promise<void>;
  /** Keys below the prefix in ascending order of code units. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
}

export interface StoredObject {
  key: string;
  size: number;
  etag: string;
  /** Metadata `sha256`, where the object has it and the call gives it (`head`). */
  sha256?: string;
}

export interface PutCondition {
  ifAbsent?: boolean;
  ifMatch?: string;
  /** Of the body, where the caller has it already. */
  sha256?: string;
}
