import type { ListedMetric } from '../../contracts/metric-names.ts';
import { jsonMatch } from '../json/field-scores.ts';
import type { AnswerMetric } from '../question-answering/answer-metric.ts';
import { editSimilarity } from '../question-answering/edit-similarity.ts';
import { exactMatch, prefixMatch, quasiMatch, quasiPrefixMatch, squadExact, squadF1 } from '../question-answering/matches.ts';
import { numericMatch } from '../question-answering/numeric.ts';
import { bleuDefaults, bleuMetric } from '../text-metrics/bleu.ts';
import type { Smoothing } from '../text-metrics/bleu.ts';
import { chrfMetric } from '../text-metrics/chrf.ts';
import { rougeMetric } from '../text-metrics/rouge.ts';
import type { RougeKind } from '../text-metrics/rouge.ts';
import { terMetric } from '../text-metrics/ter.ts';
import { answerFileMetric } from './answer-file-metric.ts';
import type { FileMetric } from './file-metric.ts';
import { accuracyMetric, brierMetric, calibrationMetric, classAverage } from './label-file-metrics.ts';
import type { MetricOption, MetricOptions, OptionValues } from './metric-option.ts';
import { flag, numberFrom, oneOf, readNumber } from './metric-option.ts';
import { textFileMetric } from './text-file-metric.ts';

/** A metric by its name, and the options that may follow it. */
export interface MetricFamily {
  options: MetricOptions;
  make(values: Readonly<Record<string, unknown>>): FileMetric;
}

const letterCase = oneOf('mixed', 'lc');

const smoothing: MetricOption<Smoothing> = {
  allowed: 'exp, none, floor, add-k, or with a value above 0: floor[0.1], add-k[1]',
  read(given) {
    if (given === 'exp' || given === 'none') return { method: given };
    const [, method, value] = /^(floor|add-k)(?:\[(.+)\])?$/u.exec(given ?? '') ?? [];
    if (method !== 'floor' && method !== 'add-k') return undefined;
    const number = value === undefined ? smoothingDefaults[method] : readNumber(value);
    return number === undefined || number === 0 ? undefined : { method, value: number };
  },
};
const smoothingDefaults = { floor: 0.1, 'add-k': 1 } as const;

const bleu = family(
  { tok: oneOf('13a', 'intl', 'char', 'none'), smooth: smoothing, case: letterCase, order: numberFrom(1, 16, true) },
  ({ tok, smooth, case: cased, order }) =>
    textFileMetric(
      bleuMetric({
        tokenizer: tok ?? bleuDefaults.tokenizer,
        smoothing: smooth ?? bleuDefaults.smoothing,
        lowerCase: cased === 'lc',
        order: order ?? bleuDefaults.order,
      }),
    ),
);

const chrfOptions = { nc: numberFrom(1, 20, true), nw: numberFrom(0, 20, true), beta: numberFrom(0.1, 100, false), case: letterCase };

function chrf(words: number): MetricFamily {
  return family(chrfOptions, ({ nc = 6, nw = words, beta = 2, case: cased }) =>
    textFileMetric(chrfMetric({ characters: nc, words: nw, beta, lowerCase: cased === 'lc' })),
  );
}

function rouge(kind: RougeKind): MetricFamily {
  return family({ stem: flag, tok: oneOf('ascii', 'unicode') }, ({ stem = false, tok = 'ascii' }) =>
    textFileMetric(rougeMetric(kind, { stem, tokenizer: tok })),
  );
}

function answer(metric: AnswerMetric, rightOrWrong: boolean): MetricFamily {
  return fixed(answerFileMetric(metric, rightOrWrong));
}

const families: Record<ListedMetric, MetricFamily> = {
  bleu,
  chrf: chrf(0),
  'chrf++': chrf(2),
  ter: family({ case: letterCase }, ({ case: cased }) => textFileMetric(terMetric({ lowerCase: cased !== 'mixed' }))),
  rouge1: rouge(1),
  rouge2: rouge(2),
  rouge3: rouge(3),
  rouge4: rouge(4),
  rougeL: rouge('L'),
  rougeLsum: rouge('Lsum'),
  exact: answer(exactMatch, true),
  quasi: answer(quasiMatch, true),
  prefix: answer(prefixMatch, true),
  'quasi-prefix': answer(quasiPrefixMatch, true),
  'squad-em': answer(squadExact, true),
  'squad-f1': answer(squadF1, false),
  'edit-similarity': answer(editSimilarity, false),
  numeric: family({ find: oneOf('whole', 'last') }, ({ find = 'whole' }) => answerFileMetric(numericMatch({ find }), true)),
  json: answer(jsonMatch(), true),
  accuracy: fixed(accuracyMetric),
  'macro-f1': fixed(classAverage('macro')),
  'micro-f1': fixed(classAverage('micro')),
  'weighted-f1': fixed(classAverage('weighted')),
  brier: fixed(brierMetric),
  ece: family({ bins: numberFrom(1, 1000, true) }, ({ bins = 15 }) => calibrationMetric(bins)),
};

/** Every metric that a file can be scored by, but those of one's own. */
export const metricFamilies: ReadonlyMap<string, MetricFamily> = new Map(Object.entries(families));

function family<Options extends MetricOptions>(options: Options, make: (values: OptionValues<Options>) => FileMetric): MetricFamily {
  // The values were read by these very options.
  return { options, make: (values) => make(values as OptionValues<Options>) };
}

function fixed(metric: FileMetric): MetricFamily {
  return { options: {}, make: () => metric };
}
