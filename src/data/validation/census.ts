import type { AnswerKind } from '../../contracts/dataset.ts';
import type { ValidationSpec } from '../../contracts/validation-spec.ts';
import { AnswerCensus, type AnswerDecision } from '../answer-kind.ts';
import { FormCensus, noForms, type MajorityForms } from './answer-form.ts';
import type { CheckedRow } from './checked-row.ts';
import { labelsWithoutSlips, rareLabels } from './label-set.ts';
import { expectedLanguages, LanguageCensus } from './language.ts';
import type { DetectLanguage } from './language-detector.ts';

/** What the rules must know of the whole dataset before they can judge a row. */
export interface ValidationFacts {
  answers: AnswerDecision;
  /** Found labels of one row each that may be slips; none where labels are declared. */
  rareLabels: string[];
  forms: MajorityForms;
  /** Languages that answers are to have; null = not judged. */
  languages: string[] | null;
}

/**
 * The first pass over a dataset. Memory: the first 100,000 distinct short answers, 1,000 forms of each kind and 4,000
 * beginnings of answers.
 */
export class ValidationCensus {
  readonly #spec: ValidationSpec;
  readonly #answers = new AnswerCensus();
  readonly #forms = new FormCensus();
  readonly #languages = new LanguageCensus();

  constructor(spec: ValidationSpec) {
    this.#spec = spec;
  }

  /** Rows without an answer are passed over; the second pass tells of them. */
  add(row: CheckedRow): void {
    const answer = row.messages.at(-1);
    if (answer?.role !== 'assistant') return;
    this.#answers.add(answer.content);
    if (this.#spec.formatDrift.policy !== 'off') this.#forms.add(answer.content);
    if (this.#spec.language.policy !== 'off') this.#languages.add(row);
  }

  /**
   * @param dataset name for messages
   * @param asked kind of answers that the spec names
   * @throws DatasetRejected when labels are asked for, not declared, and none cover the rows
   */
  decide(dataset: string, asked: AnswerKind | 'auto', detect: DetectLanguage): ValidationFacts {
    const answers = this.#decideAnswers(dataset, asked);
    const judgesText = answers.answers === 'text';
    return {
      answers,
      rareLabels: this.#spec.labelSet.labels === null ? rareLabels(this.#countsOf(answers.labels ?? [])) : [],
      forms: answers.answers === 'labels' ? noForms : this.#forms.majority(this.#spec.formatDrift),
      languages:
        judgesText && this.#spec.language.policy !== 'off' ? expectedLanguages(this.#spec.language, this.#languages, detect) : null,
    };
  }

  /** Whether answers are text, which is what languages are looked for in. @throws DatasetRejected as `decide` does */
  isText(dataset: string, asked: AnswerKind | 'auto'): boolean {
    return this.#decideAnswers(dataset, asked).answers === 'text';
  }

  #decideAnswers(dataset: string, asked: AnswerKind | 'auto'): AnswerDecision {
    const { labels: declared } = this.#spec.labelSet;
    if (declared !== null && (asked === 'auto' || asked === 'labels')) return { answers: 'labels', labels: declared.toSorted() };
    const { answers, labels } = this.#answers.decide(asked, dataset);
    if (labels === null) return { answers, labels };
    return { answers, labels: labelsWithoutSlips(this.#countsOf(labels), this.#answers.rows) };
  }

  #countsOf(labels: readonly string[]): (readonly [string, number])[] {
    return labels.map((label) => [label, this.#answers.rowsWith(label)] as const);
  }
}
