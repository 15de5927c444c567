import { SeededRandom } from '../../src/evaluation/random.ts';

/** As the trainer reads them. */
export interface TaskRow {
  id: string;
  messages: [{ role: 'user'; content: string }, { role: 'assistant'; content: string }];
}

/** Rows of one stage. */
export interface Stage {
  name: string;
  train: TaskRow[];
  validation: TaskRow[];
  test: TaskRow[];
}

export interface Sizes {
  train: number;
  validation: number;
  test: number;
}

type Write = (random: SeededRandom) => { question: string; answer: string };

/** Which of four letters is it? Two stages with letters and words of their own: what a random model can learn. */
const letters = (names: readonly string[]): Write => {
  return (random) => {
    const name = pick(names, random);
    const [letter, answer] = [name.charAt(0), name.slice(1)];
    const number = random.below(100_000);
    return { question: `${letter.repeat(6)} ${number} ${letter.repeat(6 + random.below(4))}`, answer };
  };
};

const clauses: Record<string, { owner: string; texts: readonly string[] }> = {
  payment: {
    owner: 'finance',
    texts: [
      'The invoice is payable within {n} days.',
      '{party} shall pay {n} euros each month.',
      'Late sums bear interest of {n} percent.',
    ],
  },
  termination: {
    owner: 'management',
    texts: [
      '{party} may end this contract with {n} days of warning.',
      'The agreement ceases after {n} months.',
      'On a breach {party} may cancel the contract within {n} days.',
    ],
  },
  law: {
    owner: 'counsel',
    texts: [
      'The law of {place} governs this contract.',
      'The courts of {place} decide all disputes above {n} euros.',
      'The rules of {place} apply to this deal.',
    ],
  },
  liability: {
    owner: 'insurance',
    texts: [
      '{party} is liable for {n} euros at most.',
      '{party} answers for damage up to {n} euros.',
      'No party is liable for lost profit above {n} euros.',
    ],
  },
  secrecy: {
    owner: 'security',
    texts: [
      '{party} keeps all documents secret for {n} years.',
      '{party} may not tell anyone in {place} about the plans.',
      'For {n} years all data of {party} stay confidential.',
    ],
  },
  delivery: {
    owner: 'logistics',
    texts: [
      '{party} ships the goods to {place} within {n} days.',
      'The goods arrive in {place} after {n} days.',
      '{party} delivers {n} boxes to {place}.',
    ],
  },
};
const parties = ['The buyer', 'The seller', 'Acme', 'The tenant', 'The agent', 'Nordwind', 'The client', 'Our firm'];
const places = ['Norway', 'Spain', 'Texas', 'Kenya', 'Japan', 'Ohio', 'Chile', 'Poland'];

/** Of the same kind of sentence, first its type, then the department that it goes to. */
const clause = (asked: 'type' | 'owner'): Write => {
  return (random) => {
    const type = pick(Object.keys(clauses), random);
    const { owner, texts } = clauses[type]!;
    const text = pick(texts, random)
      .replace('{party}', pick(parties, random))
      .replace('{place}', pick(places, random))
      .replace('{n}', String(2 + random.below(900)));
    return asked === 'type' ? { question: `${text} Type?`, answer: type } : { question: `${text} Department?`, answer: owner };
  };
};

export const chains = {
  tiny: {
    first: { name: 'letters a to d', write: letters(['aleft', 'bright', 'cabove', 'dbelow']) },
    second: { name: 'letters e to h', write: letters(['ered', 'fgreen', 'gblue', 'hwhite']) },
  },
  small: { first: { name: 'type of a clause', write: clause('type') }, second: { name: 'department of a clause', write: clause('owner') } },
} satisfies Record<string, Record<'first' | 'second', { name: string; write: Write }>>;

/** Seeded rows without a question that occurs twice: none that is tested on was learned. */
export function makeStage({ name, write }: { name: string; write: Write }, sizes: Sizes, seed: number): Stage {
  const random = new SeededRandom(seed);
  const seen = new Set<string>();
  const rows = (split: keyof Sizes): TaskRow[] => {
    const made: TaskRow[] = [];
    while (made.length < sizes[split]) {
      const { question, answer } = write(random);
      if (seen.has(question)) continue;
      seen.add(question);
      const id = `${split}-${made.length}`;
      made.push({
        id,
        messages: [
          { role: 'user', content: question },
          { role: 'assistant', content: answer },
        ],
      });
    }
    return made;
  };
  return { name, train: rows('train'), validation: rows('validation'), test: rows('test') };
}

function pick<T>(items: readonly T[], random: SeededRandom): T {
  return items[random.below(items.length)]!;
}
