/** Every way in which Anneal's work can fail, and whether trying again can help. */
export const failureKinds = {
  InvalidSpec: 'permanent',
  InvalidInput: 'permanent',
  DatasetRejected: 'permanent',
  LeakDetected: 'permanent',
  UnknownBaseModel: 'permanent',
  BackendRefused: 'permanent',
  TrainingDiverged: 'permanent',
  OutOfMemory: 'permanent',
  NoProgress: 'permanent',
  ContentConflict: 'permanent',
  RunKeyConflict: 'permanent',
  ScheduleExists: 'permanent',
  NotFound: 'permanent',
  StoreRefused: 'permanent',
  TemporalRefused: 'permanent',
  AlreadyRunning: 'permanent',
  WorkerFailed: 'permanent',
  CheckpointCorrupt: 'transient',
  StoreUnavailable: 'transient',
  TemporalUnavailable: 'transient',
  TrainerFailed: 'transient',
  TrainerStalled: 'transient',
  TrainerInterrupted: 'transient',
  DiskFull: 'transient',
} as const satisfies Record<string, 'permanent' | 'transient'>;

export type FailureName = keyof typeof failureKinds;

/** Names that Temporal must not retry. */
export const permanentFailures = Object.entries(failureKinds)
  .filter(([, kind]) => kind === 'permanent')
  .map(([name]) => name);

/**
 * A failure with a name that programs can act on and a message that a person can act on:
 * what happened, where (file, line, field), what is allowed, what to do next. Never row text, never a secret.
 */
export class AnnealFailure extends Error {
  override readonly name: FailureName;
  /** Facts for programs, small and free of data: counts, paths of fields, hashes. */
  readonly details: Record<string, unknown>;

  constructor(name: FailureName, message: string, options: { cause?: unknown; details?: Record<string, unknown> } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = name;
    this.details = options.details ?? {};
  }

  get permanent(): boolean {
    return failureKinds[this.name] === 'permanent';
  }
}
