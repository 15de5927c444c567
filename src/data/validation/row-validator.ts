import type { RowFinding } from '../../contracts/row-finding.ts';
import type { LengthPolicy, ValidationSpec } from '../../contracts/validation-spec.ts';
import { rowId } from '../canonical-row.ts';
import { checkForm } from './answer-form.ts';
import type { ValidationFacts } from './census.ts';
import { checkEcho, checkJsonAnswer, checkPreference } from './check-answers.ts';
import { checkLongWords, checkShortWords, wordsOfPrompt } from './check-lengths.ts';
import { checkEmpty, checkLastMessage, checkRoleOrder } from './check-roles.ts';
import { checkFewTokens, checkManyTokens, fits } from './check-tokens.ts';
import { checkToolCalls } from './check-tool-calls.ts';
import type { CheckedMessage, CheckedRow, Problem } from './checked-row.ts';
import { checkGibberish } from './gibberish.ts';
import { LabelSet } from './label-set.ts';
import { checkLanguage } from './language.ts';
import type { DetectLanguage } from './language-detector.ts';
import { checkRepetition } from './repetition.ts';
import { specialTokenCheck, specialTokens } from './special-tokens.ts';
import { checkTemplateMarkers } from './template-markers.ts';
import type { TokenCounter } from './token-counter.ts';
import { truncatePrompt } from './truncate-prompt.ts';

export interface ValidatorOptions {
  spec: ValidationSpec;
  facts: ValidationFacts;
  detect: DetectLanguage;
  /** Counts the base model's tokens; null = tokens are not judged. */
  counter: TokenCounter | null;
  /** Most tokens of a row that the base model is trained with; the spec's own limit comes before it. */
  rowTokens: number | null;
  /** Special tokens of the base model. */
  specialTokens: readonly string[];
}

/** What becomes of a row: `row` is null where it is dropped or fails the run, and another one where its prompt was cut. */
export interface Judgement<R> {
  row: R | null;
  findings: RowFinding[];
}

type Judge = <R extends CheckedRow>(row: R) => Judgement<R>;

/** The second pass: judges row by row, in any order and by any number of workers. */
export function rowJudge(options: ValidatorOptions): Judge {
  const { spec } = options;
  const check = ruleChecks(options);
  return (row) => {
    const broken = enabled(spec, [...checkLastMessage(row), ...checkEmpty(row)]);
    if (broken.some((problem) => removes(spec, problem)))
      return { row: null, findings: broken.map((problem) => findingOf(row, spec, problem)) };
    const fitted = fitLengths(row, options);
    const problems = [...broken, ...enabled(spec, check(row, fitted.row ?? row))];
    const findings = [...fitted.findings, ...problems.map((problem) => findingOf(row, spec, problem))];
    const gone = fitted.row === null || problems.some((problem) => removes(spec, problem));
    return { row: gone ? null : fitted.row, findings };
  };
}

/** Every rule but those of form and length. Rules about the dataset look at the row as it came, the others at what is left of it. */
function ruleChecks({
  spec,
  facts,
  detect,
  counter,
  specialTokens: own,
}: ValidatorOptions): (row: CheckedRow, fitted: CheckedRow) => Problem[] {
  const { answers } = facts;
  const labels = answers.labels === null ? null : new LabelSet(answers.labels, facts.rareLabels);
  const special = specialTokens(own);
  const checkSpecial = specialTokenCheck(special);
  const detectOnce = remembering(detect);
  const isOn = (check: keyof ValidationSpec) => (spec[check] as { policy: string }).policy !== 'off';
  return (row, fitted) => {
    const problems = [...checkRoleOrder(row), ...checkToolCalls(row), ...checkPreference(row)];
    const called = (row.messages.at(-1)?.tool_calls ?? []).length > 0;
    if (!called) {
      problems.push(
        ...checkJsonAnswer(row, answers),
        ...checkEcho(row, answers),
        ...(labels?.check(row) ?? []),
        ...checkForm(row, facts.forms),
      );
      if (isOn('tooShort')) problems.push(...checkShortWords(fitted, answers.answers, spec.tooShort));
      if (isOn('tooShort') && counter !== null) problems.push(...checkFewTokens(fitted, spec.tooShort, counter));
      if (answers.answers === 'text') {
        if (isOn('repetition')) problems.push(...checkRepetition(row));
        if (isOn('gibberish')) problems.push(...checkGibberish(row, detectOnce));
        if (facts.languages !== null) problems.push(...checkLanguage(row, facts.languages, detectOnce));
      }
    }
    problems.push(...checkSpecial(fitted), ...checkTemplateMarkers(fitted, special));
    return problems;
  };
}

/** Brings a row within the limits of length, by the policy of each. */
function fitLengths<R extends CheckedRow>(row: R, { spec, counter, rowTokens }: ValidatorOptions): Judgement<R> {
  const { tooLong, tooManyTokens } = spec;
  const limit = tooManyTokens.rowTokens ?? rowTokens;
  const problems = [
    ...(tooLong.policy === 'off' ? [] : checkLongWords(row, tooLong)),
    ...(tooManyTokens.policy === 'off' || counter === null ? [] : checkManyTokens(row, tooManyTokens, limit, counter)),
  ];
  if (problems.length === 0) return { row, findings: [] };
  const policyOf = ({ check }: Problem): LengthPolicy => (check === 'tooLong' ? tooLong.policy : tooManyTokens.policy);
  const cuts = problems.filter((problem) => policyOf(problem) === 'truncate-prompt');
  const other = problems.filter((problem) => policyOf(problem) !== 'truncate-prompt');
  const findings = other.map((problem) => findingOf(row, spec, problem));
  const lost = other.some((problem) => removes(spec, problem));
  if (cuts.length === 0) return { row: lost ? null : row, findings };
  const { keep } = cuts[0]!.check === 'tooLong' ? tooLong : tooManyTokens;
  const withinWords = tooLong.policy === 'truncate-prompt' ? tooLong.promptWords : null;
  const within = (messages: CheckedMessage[]) =>
    (withinWords === null || wordsOfPrompt({ messages }) <= withinWords) &&
    (tooManyTokens.policy !== 'truncate-prompt' || counter === null || fitsTokens(messages, tooManyTokens, limit, counter));
  const cut = cuts.every(({ cuttable }) => cuttable) ? truncatePrompt(row, keep, within) : null;
  const said = cut === null ? 'no shorter prompt would fit, so the row is dropped' : `the prompt was cut, its ${keep} is left`;
  findings.push(
    ...cuts.map((problem) => ({
      ...findingOf(row, spec, problem),
      action: cut === null ? ('drop' as const) : ('truncate' as const),
      message: `${problem.message}; ${said}`,
    })),
  );
  return { row: lost || cut === null ? null : { ...cut, id: rowId(cut.messages) }, findings };
}

function fitsTokens(
  messages: CheckedMessage[],
  limits: ValidationSpec['tooManyTokens'],
  limit: number | null,
  counter: TokenCounter,
): boolean {
  if (limit !== null && !fits(messages, limit, counter)) return false;
  return limits.promptTokens === null || fits(messages.slice(0, -1), limits.promptTokens, counter);
}

function policyFor(spec: ValidationSpec, { check, policy }: Problem): LengthPolicy {
  const set = spec[check].policy;
  return set === 'off' ? set : (policy ?? set);
}

function enabled(spec: ValidationSpec, problems: Problem[]): Problem[] {
  return problems.length === 0 ? problems : problems.filter((problem) => policyFor(spec, problem) !== 'off');
}

function removes(spec: ValidationSpec, problem: Problem): boolean {
  const policy = policyFor(spec, problem);
  return policy === 'drop' || policy === 'fail';
}

function findingOf({ source }: CheckedRow, spec: ValidationSpec, problem: Problem): RowFinding {
  const { check, rule, field, message } = problem;
  const policy = policyFor(spec, problem);
  const action = policy === 'drop' || policy === 'fail' ? policy : 'flag';
  return {
    file: source.file,
    line: source.line,
    rule,
    severity: spec[check].severity,
    action,
    ...(field === undefined ? {} : { field }),
    message: action === 'fail' ? `${message} (validation.${check}.policy)` : message,
  };
}

/** Two rules ask about one text; the second is answered from memory. */
function remembering(detect: DetectLanguage): DetectLanguage {
  let asked: string | null = null;
  let answered: ReturnType<DetectLanguage> = { language: '', score: 0, scoreOf: () => 0 };
  return (text) => {
    if (text !== asked) [asked, answered] = [text, detect(text)];
    return answered;
  };
}
