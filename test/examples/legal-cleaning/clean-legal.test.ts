import * as fc from 'fast-check';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { cleanLegalText } from '../../../examples/legal-cleaning/clean-legal.ts';
import { cleanDomain } from '../../../src/data/cleaning/clean-domain.ts';
import { loadDomainCleaner } from '../../../src/domain-cleaning/load-domain-cleaner.ts';

const lease = `MASTER LEASE AGREEMENT — 4 Harbour Street

1. Term. The term begins on the Commencement Date and ends on the earlier of its expiry and its termina-
tion under clause 9. The Tenant’s non-
disclosure duties survive.

Confidential — Tenant copy
Page 1 of 3
MASTER LEASE AGREEMENT — 4 Harbour Street

2. Rent. The Tenant shall pay the “Rent” in advance on each quarter day, and where it is late,

Confidential — Tenant copy
Page 2 of 3
MASTER LEASE AGREEMENT — 4 Harbour Street

interest under §12(b) and §§14–16 runs from that day.

12

months' notice ends it.

Confidential — Tenant copy
Page 3 of 3`;

const cleanLease = `1. Term. The term begins on the Commencement Date and ends on the earlier of its expiry and its termination under clause 9. The Tenant's non-disclosure duties survive.

2. Rent. The Tenant shall pay the "Rent" in advance on each quarter day, and where it is late,
interest under § 12(b) and §§ 14–16 runs from that day.

12

months' notice ends it.`;

describe('the example of a domain cleaner: legal text', () => {
  test('takes page numbers, repeated headers and footers, broken words and typed quotes out of a lease', () => {
    expect(cleanLegalText(lease)).toBe(`MASTER LEASE AGREEMENT — 4 Harbour Street\n\n${cleanLease}`);
  });

  test.each([
    [
      'the hyphen that the text writes elsewhere',
      'A third-party claim. Any third-\nparty claim; a re-\nsponsible re-use.',
      'A third-party claim. Any third-party claim; a responsible re-use.',
    ],
    ['a word broken twice', 'the respon-\nsibili-\nties', 'the responsibilities'],
    [
      'German',
      '„Mieter“ im Sinne von §535 BGB ist, wer den Ver-\ntrag schließt.',
      '"Mieter" im Sinne von § 535 BGB ist, wer den Vertrag schließt.',
    ],
    ['French', 'Le « loyer » est dû (§3).', 'Le "loyer" est dû (§ 3).'],
    [
      'pages counted by bare numbers',
      'The fee is\n\n1\n\ndue at once.\n\n2\n\nIt bears\n\n3\n\ninterest.',
      'The fee is\ndue at once.\n\nIt bears\ninterest.',
    ],
  ])('mends %s', (_, text, cleaned) => {
    expect(cleanLegalText(text)).toBe(cleaned);
  });

  test.each([
    ['a bare number that is a sum', 'The price in thousands of euros is\n\n1200\n\nplus VAT.'],
    ['numbers in a table', '| year | fee |\n| 2019 | 12 |\n| 2020 | 13 |'],
    ['ranges over a line break', 'in the years 2019-\n2020 and between Smith-\nJones and others'],
    ['a line that mentions a page', 'See page 3 of the schedule.\nPage 3 shows the plan.'],
    ['feet and inches', `a door of 6' 8'' by 2′ 8″`],
    ['a path of a website', 'Home » Terms » Leases'],
    ['an address with a section sign', 'https://example.com/law#§12'],
    ['a list of short lines', '- rent\n- insurance\n- service charge'],
    ['code', '```\nlet x = `a`;\n```'],
    ['numbered clauses', '1.\n\nThe Tenant pays.\n\n2.\n\nThe Landlord insures.'],
  ])('leaves %s', (_, text) => {
    expect(cleanLegalText(text)).toBe(text);
  });

  test('twice changes nothing', () => {
    const piece = fc.constantFrom(
      'termina-\ntion',
      'non-\n',
      'Page 1 of 2',
      'Pa-\nge 3',
      '- 4 -',
      '7',
      '8',
      '9',
      '\n',
      '\n\n',
      ' ',
      '§12',
      '§',
      'A',
      'word',
      '«',
      '»',
      '’',
      "'",
      '``',
      '“',
      'Header',
      '-',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const once = cleanLegalText(pieces.join(''));
        expect(cleanLegalText(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  test('is loaded by its path and cleans answers and prompts, not instructions', async () => {
    const module = await loadDomainCleaner(fileURLToPath(new URL('../../../examples/legal-cleaning/clean-legal.ts', import.meta.url)));
    const row = {
      messages: [
        { role: 'system' as const, content: 'Cite as §12.' },
        { role: 'user' as const, content: 'What does §12 say?' },
        { role: 'assistant' as const, content: 'It ends the “Term”.' },
      ],
      metadata: { contract: 7 },
    };
    const { row: cleaned, findings } = cleanDomain(row, module, { file: 'leases.jsonl', line: 4 });
    expect(cleaned.messages.map(({ content }) => content)).toEqual(['Cite as §12.', 'What does § 12 say?', 'It ends the "Term".']);
    expect(findings.map(({ rule, action, field, line }) => ({ rule, action, field, line }))).toEqual([
      { rule: 'domain', action: 'change', field: 'messages[1].content', line: 4 },
      { rule: 'domain', action: 'change', field: 'messages[2].content', line: 4 },
    ]);
    expect(module.cleaner).toMatchObject({ name: 'legal-text', version: '1' });
  });

  test('takes time linear in the text', () => {
    for (const unit of ['a', 'a-\n', '- 1 -\n', '1\n\n', '«', "'", '§', 'x ', 'Head\n- 1 -\n']) {
      const start = process.cpuUsage();
      cleanLegalText(unit.repeat(20_000));
      const { user, system } = process.cpuUsage(start);
      expect({ unit, slow: user + system > 3e6 }).toEqual({ unit, slow: false });
    }
  });
});
