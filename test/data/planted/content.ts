import { hexadecimal, type Random } from '../pii-text/random.ts';
import { answerSentences, factSentences, fill, questions, sentences, vocabulary } from './vocabulary.ts';

/** What a row says, before it has a shape. `rejected` is the worse answer of a preference pair. */
export interface Content {
  prompt: string;
  answer: string;
  rejected?: string;
  system?: string;
  /** A call of a tool with its result, between question and answer. */
  tool?: { id: string; name: string; arguments: string; result: string } | undefined;
}

const answer = (random: Random): string => sentences(random, answerSentences, random.between(2, 3));
const facts = (random: Random, low = 3, high = 5): string => sentences(random, factSentences, random.between(low, high));
const word = (random: Random, slot: string): string => random.pick(vocabulary[slot]!);

const question = (random: Random): Content => ({
  prompt: `${facts(random)} ${fill(random, random.pick(questions))}`,
  answer: answer(random),
});

/** Code with generics, comparisons and braces: none of it is markup. */
function code(random: Random): Content {
  const [thing, other, noun] = [word(random, 'thing'), word(random, 'document'), word(random, 'noun')];
  const limit = random.between(3, 900);
  const body = random.pick([
    `function ${thing}${limit}(${other}: Map<string, number>): number {\n  let ${noun} = 0;\n  for (const [key, value] of ${other}) if (value < ${limit} && key > "${noun[0]}") ${noun} += value;\n  return ${noun};\n}`,
    `def ${noun}_${thing}(${other}s):\n    """Adds what is below ${limit}."""\n    return sum(x * ${random.between(2, 9)} for x in ${other}s if x < ${limit})`,
    `SELECT ${noun}, COUNT(*) FROM ${thing}_${other} WHERE ${noun} >= ${limit} GROUP BY ${noun} HAVING COUNT(*) > ${random.between(1, 40)};`,
    `template <typename T>\nT ${thing}_${limit}(const std::vector<T>& ${other}) {\n  return ${other}.size() > ${limit} ? ${other}.back() : T{};\n}`,
  ]);
  return {
    prompt: `${fill(random, random.pick(questions))} It is used for the ${thing} of ${word(random, 'place')}.\n\n\`\`\`\n${body}\n\`\`\`\n\n${facts(random, 1, 2)}`,
    answer: `It keeps each ${noun} that passes the limit of ${limit} and leaves the ${other} as it is. ${answer(random)}`,
  };
}

function table(random: Random): Content {
  const rows = Array.from(
    { length: random.between(3, 6) },
    () =>
      `| ${word(random, 'firm')} | ${word(random, 'thing')} | ${random.between(1, 9999)} | ${random.between(1, 99)}.${random.digits(2)} % |`,
  );
  return {
    prompt: `Read the table of ${word(random, 'place')} and say who leads.\n\n| firm | ${word(random, 'thing')} | ${word(random, 'noun')} | share |\n|---|---|---:|---:|\n${rows.join('\n')}\n\n${facts(random, 1, 3)}`,
    answer: `${word(random, 'firm')} leads with ${random.between(100, 9999)}. ${answer(random)}`,
  };
}

const reports = ['U.S.', 'F.3d', 'F. Supp. 2d', 'S. Ct.'];

/** Citations and their dates: long numbers, section signs and dots that are nobody's data. */
function citation(random: Random): Content {
  const cited = `${random.between(100, 590)} ${random.pick(reports)} ${random.between(1, 999)} (${random.between(1905, 2023)})`;
  const law = random.pick([
    `${random.between(5, 42)} U.S.C. § ${random.between(101, 1998)}`,
    `§ ${random.between(1, 900)} BGB`,
    `Article ${random.between(1, 99)}(${random.between(1, 9)}) of Regulation (EU) ${random.between(2012, 2024)}/${random.between(100, 2999)}`,
  ]);
  return {
    prompt: `Read ${word(random, 'surname')} v ${word(random, 'firm')}, ${cited}, with ${law} and section ${random.between(1, 20)}.${random.between(1, 20)}(${random.pick(['a', 'b', 'iii'])}), decided ${word(random, 'month')} ${random.between(1, 28)}, ${random.between(1905, 2023)}. ${facts(random)} ${fill(random, random.pick(questions))}`,
    answer: `Under ${law} the ${word(random, 'role')} prevails; see ${cited}. ${answer(random)}`,
  };
}

/** Hashes, versions, order numbers, prices and times: long digits and letters that are nobody's data. */
function reference(random: Random): Content {
  const hex = (length: number): string => random.text(length, hexadecimal);
  const lines = [
    `Commit ${hex(40)} was tagged v${random.below(20)}.${random.below(40)}.${random.below(99)}.`,
    `The archive has SHA-256 ${hex(64)}.`,
    `Job ${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)} ended at ${random.between(10, 23)}:${random.between(10, 59)}:${random.between(10, 59)}.`,
    `Order ${random.between(1, 9)}${random.digits(9)} costs $${random.between(1, 99)},${random.digits(3)}.${random.digits(2)}.`,
    `It stands at ${random.between(10, 70)}.${random.digits(4)}, ${random.between(1, 30)}.${random.digits(4)}.`,
    `The file is /srv/${word(random, 'document')}/${random.between(1999, 2025)}/${word(random, 'thing')}-${random.digits(4)}.csv.`,
  ];
  const chosen = random.shuffled(lines).slice(0, random.between(1, 3));
  return { prompt: `${chosen.join(' ')} ${facts(random)} ${fill(random, random.pick(questions))}`, answer: answer(random) };
}

const signs = ['👩‍💻', '👨‍👩‍👧‍👦', '🏳️‍🌈', '👍🏽', '🇵🇹', '❤️', 'नमस्ते', 'ที่นี่', 'Việt Nam', 'Ångström', 'שלום', 'مرحبا', 'naïve café', '日本', 'x̄ ± σ²'];

/** Emoji with joiners, combining marks and other scripts inside English text. */
function signed(random: Random): Content {
  return {
    prompt: `${facts(random, 2, 4)} Someone wrote “${random.pick(signs)} ${random.pick(signs)}” beside the ${word(random, 'thing')}. ${fill(random, random.pick(questions))}`,
    answer: `${answer(random)} ${random.pick(signs)}`,
  };
}

function quotation(random: Random): Content {
  return {
    prompt: `“${fill(random, random.pick(factSentences))}” wrote ${word(random, 'first')} ${word(random, 'surname')}; ‘${fill(random, random.pick(factSentences))}’ was the reply — in ${word(random, 'place')}.\n\n> ${facts(random, 1, 2)}\n\n${fill(random, random.pick(questions))}`,
    answer: sentences(random, answerSentences, random.between(3, 4)).replace(/ ([^.]+\.)$/, ' “$1”'),
  };
}

function toolUse(random: Random): Content {
  const argument = word(random, 'place');
  const tool = {
    id: `call_${random.digits(6)}`,
    name: 'look_up',
    arguments: JSON.stringify({ place: argument }),
    result: facts(random, 1, 2),
  };
  return { ...question(random), tool };
}

/** One row of free text in English: questions mostly, and much that looks like dirt and is none. */
export function textContent(random: Random): Content {
  const draw = random.fraction();
  const made = draw < 0.6 ? question(random) : random.pick([code, table, citation, reference, signed, quotation, toolUse])(random);
  return random.chance(0.2) ? { ...made, system: fill(random, 'You advise a {role} of {firm} {kind} in {place}.') } : made;
}

/** Closed set of the answers of the label rows. */
export const topicLabels = ['billing', 'delivery', 'warranty', 'account', 'returns', 'complaint', 'installation', 'other'] as const;

export const labelContent = (random: Random): Content => ({ prompt: facts(random, 2, 4), answer: random.pick(topicLabels) });

/** Answers are one JSON object of the same four keys. */
export function jsonContent(random: Random): Content {
  const fields = {
    party: `${word(random, 'firm')} ${word(random, 'kind')}`,
    amount: random.between(100, 99_999),
    currency: random.pick(['EUR', 'USD', 'GBP']),
    days: random.between(1, 180),
  };
  const fact = `${fields.party} pays ${fields.amount} ${fields.currency} within ${fields.days} days.`;
  return { prompt: random.shuffled([fact, ...facts(random, 3, 4).split(/(?<=\.) /)]).join(' '), answer: JSON.stringify(fields) };
}

export const pairContent = (random: Random): Content => ({ ...question(random), rejected: answer(random) });

/** A text of about `words` words, for rows that are compared with one another. */
export function longContent(random: Random, words: number): Content {
  let prompt = '';
  while (prompt.split(' ').length < words - 12) prompt = `${prompt} ${facts(random, 1, 1)}`.trim();
  return { prompt, answer: answer(random) };
}
