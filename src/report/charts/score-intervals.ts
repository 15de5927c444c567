import type { CustomSeriesRenderItem } from 'echarts';
import type { Estimate } from '../../contracts/evaluation-report.ts';
import { metricWithInterval } from '../numbers.ts';
import type { ProofModel, StageProof } from '../proof.ts';
import { metricTitle } from '../wording.ts';
import { intervalLines, numbersBeside, whisker } from './interval-lines.ts';
import { drawSvg } from './svg.ts';

const colours: Record<ProofModel, string> = {
  zeroShot: 'var(--base)',
  fewShot: 'var(--few-shot)',
  after: 'var(--tuned)',
  end: 'var(--tuned)',
};
const names: Record<ProofModel, string> = { zeroShot: 'base', fewShot: 'with examples', after: 'tuned', end: 'at the end' };

/** Error bars: the primary metric of a stage's test set with its 95 % interval, one line a model. */
export function scoreIntervalsChart(proof: StageProof): string {
  const measured = proof.rows.map((row) => ({ ...row, value: row.scores?.metrics[proof.primary] ?? null }));
  const label = `${metricTitle(proof.primary, proof.answers)} on ${proof.stage}: ${measured.map((row) => `${row.title} ${metricWithInterval(proof.primary, row.value)}`).join('; ')}`;
  return drawSvg({
    label,
    width: 480,
    height: measured.length * 38 + 34,
    option: intervalLines({
      names: measured.map((row) => names[row.model]),
      data: measured.flatMap((row, index) => (row.value === null ? [] : [[index, row.value.mean, row.value.low, row.value.high]])),
      isShare: proof.primary !== 'perplexity',
      renderItem: errorBar(proof, measured),
    }),
  });
}

function errorBar(proof: StageProof, rows: (StageProof['rows'][number] & { value: Estimate | null })[]): CustomSeriesRenderItem {
  return (parameters, api) => {
    const row = rows[api.value(0) as number]!;
    const [x = 0, y = 0] = api.coord([api.value(1), api.value(0)]);
    const [low = 0] = api.coord([api.value(2), api.value(0)]);
    const [high = 0] = api.coord([api.value(3), api.value(0)]);
    const stroke = { stroke: colours[row.model], lineWidth: 2.5, lineCap: 'round' as const, fill: 'none' };
    const dot = row.model === 'end' ? { fill: 'var(--card)', stroke: colours.end, lineWidth: 2.5 } : { fill: colours[row.model] };
    return {
      type: 'group',
      children: [
        ...whisker([low, high], y, stroke, { ...stroke, opacity: 0.55 }),
        { type: 'circle', shape: { cx: x, cy: y, r: 5.5 }, style: dot },
        numbersBeside(parameters, y, proof.primary, row.value!),
      ],
    };
  };
}
