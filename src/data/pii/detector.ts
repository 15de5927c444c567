import type { PiiSpan } from './span.ts';

/**
 * Finds what rules cannot, such as names of persons, by a model. Implementations send texts out of this process, so none
 * is used unless it is configured.
 */
export interface PiiDetector {
  /** Names it in reports: "presidio at https://host". */
  readonly name: string;
  /**
   * Spans of each text, in the order of the texts.
   * @throws AnnealFailure when it cannot be asked; the signal's reason when aborted
   */
  detect(texts: readonly string[], signal?: AbortSignal): Promise<PiiSpan[][]>;
}
