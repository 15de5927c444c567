import { comparableText } from '../../src/data/clean-text.ts';
import { promptOf } from '../../src/data/canonical-row.ts';
import type { Row } from '../../src/contracts/row.ts';
import type { Nearest, SimilaritySearch } from '../../src/data/splitting/cross-search.ts';

type Asked = Pick<Row, 'messages'>;

function wordsOf(row: Asked): Set<string> {
  const text = promptOf(row)
    .map(({ content }) => comparableText(content))
    .join(' ');
  return new Set(text.split(' '));
}

/** Jaccard similarity of the prompts' words, every pair compared: slow, and surely right. */
export function jaccardSearch(threshold: number): SimilaritySearch {
  const rows: Set<string>[] = [];
  const nearest = (row: Asked): Nearest | null => {
    const own = wordsOf(row);
    let best: Nearest | null = null;
    for (const [number, other] of rows.entries()) {
      const shared = [...own].filter((word) => other.has(word)).length;
      const similarity = shared / (own.size + other.size - shared);
      if (similarity > (best?.similarity ?? 0)) best = { row: number, similarity };
    }
    return best;
  };
  return { threshold, add: (added) => void rows.push(...added.map(wordsOf)), nearest: (asked) => asked.map(nearest) };
}
