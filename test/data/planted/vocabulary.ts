import type { Random } from '../pii-text/random.ts';

const list = (words: string): readonly string[] => words.split(' ');

/** Words by the slot that they fill in a sentence. */
export const vocabulary: Record<string, readonly string[]> = {
  adjective: list(
    'annual revised standard regional draft binding interim technical commercial temporary joint exclusive partial signed pending disputed routine urgent former final written verbal digital quarterly external internal printed damaged returned imported refurbished spare seasonal premium basic shared local remote heavy fragile',
  ),
  document: list(
    'agreement lease contract order schedule annex tender policy statement licence protocol notice certificate proposal manual guarantee ledger memorandum permit waiver survey charter register bond forecast minute brief review manifest specification',
  ),
  role: list(
    'supplier buyer tenant landlord agent insurer carrier lender borrower contractor architect auditor trustee broker importer exporter licensee operator inspector consultant warden manager steward clerk founder driver surveyor mechanic planner editor',
  ),
  thing: list(
    'pump engine roof carpet lamp scanner router boiler desk trailer conveyor cabinet filter turbine panel lift gate freezer printer compressor valve drone tablet sensor grinder crane vehicle antenna battery mattress keyboard heater pipe window tractor loom oven mixer ladder furnace',
  ),
  verb: list(
    'inspect replace return repair deliver insure label store weigh test register photograph clean dismantle collect refund upgrade ship measure approve document seal paint calibrate relocate recycle rent assemble audit catalogue',
  ),
  place: list(
    'Lisbon Oslo Ghent Turin Malmö Zürich Köln Besançon Ålesund Łódź Cádiz Évora Győr Tromsø Plzeň Orléans Leeds Graz Bergen Porto Tampere Gdansk Brno Zadar Nantes Toledo Aarhus Cork Utrecht Bruges Seville Verona Basel Lyon Kiel Trier Riga Vilnius Tartu Bologna Bilbao Dundee Cardiff Exeter Limerick Odense Rotterdam Antwerp Geneva',
  ),
  firm: list(
    'Alderbrook Birchfield Corvane Dunmore Eastwick Fennlark Garrison Hollis Ironvale Juniper Kestrel Larkspur Marlowe Northgate Oakhurst Pennant Quillon Redmayne Saltmarsh Thornbury Underhill Valecrest Westerby Yarrow Zephyr Amberley Brightwater Coldstream Driftwood Elmstead Foxglove Greystone Hartwell Inkberry Jessamine',
  ),
  kind: list(
    'Ltd LLP Group Partners Holdings Works Trading Systems Foods Logistics Energy Textiles Marine Optics Papers Tools Motors Labs',
  ),
  surname: list(
    'Abara Bennett Müller Bergström Núñez Gonçalves Søndergaard Lefèvre Öztürk Kovač Castillo Dimitrov Eriksen Fontaine Gallagher Hoffmann Ibrahim Jansen Kowalski Lindqvist Moreau Nakamura Okafor Petrov Quigley Rossi Schneider Takeda Ueda Varga Whitfield Yilmaz Zimmer Novak Haddad Mbeki Olsen Pereira',
  ),
  first: list(
    'Amara Boris Clara Dmitri Elena Felix Greta Hassan Irene Jonas Keiko Lucas Mira Nadia Oscar Petra Quentin Rosa Samir Tilda Ugo Vera Walter Ximena Yusuf Zoe Astrid Bruno Celia Dario',
  ),
  month: list('January February March April May June July August September October November December'),
  reason: list(
    'frost flooding overload wear corrosion misuse theft vibration dust smoke moisture rust leakage shock overheating mould contamination delay shortage strike congestion fatigue',
  ),
  colour: list('red green blue grey amber violet white black copper silver ochre teal crimson ivory navy'),
  unit: list('days weeks months hours years'),
  feeling: list('annoyed relieved puzzled worried satisfied impatient surprised curious grateful disappointed confused hopeful'),
  channel: list('portal counter courier newsletter kiosk depot workshop showroom webinar hotline warehouse ferry'),
  adverb: list('promptly carefully quietly separately jointly later twice directly partly formally usually rarely gladly'),
  noun: list(
    'margin tariff deposit voucher surcharge subsidy penalty discount allowance premium royalty levy instalment retainer bonus quota dividend escrow rebate fee',
  ),
};

/** A template with each `{slot}` filled by a word of its list; `{n}` is a number below 100, `{N}` one below 10,000, `{year}` a year. */
export function fill(random: Random, template: string): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, slot: string) => {
    if (slot === 'n') return String(random.between(2, 99));
    if (slot === 'N') return String(random.between(100, 9999));
    if (slot === 'year') return String(random.between(1961, 2024));
    return random.pick(vocabulary[slot]!);
  });
}

/** Sentences of contracts, claims and workshops. Slots stand so close that two sentences share few runs of five words. */
export const factSentences: readonly string[] = [
  '{firm} {kind} asked the {role} to {verb} {n} {adjective} {thing} units before {month} {year}.',
  'Clause {n} lets {surname} {adverb} {verb} any {colour} {thing} held in {place}.',
  'A {adjective} {document} from {firm} sets a {noun} of {N} euros per {thing}.',
  'Since {month}, {reason} has cost the {place} {channel} about {N} working {unit}.',
  'The {role} found {reason} in {n} of {N} {colour} {thing} parts.',
  '{first} {surname} of {firm} {kind} {adverb} signed the {adjective} {document} in {place}.',
  'No {role} may {verb} the {adjective} {thing} without a {document} dated {month} {year}.',
  'Each {noun} above {N} goes to the {role} in {place} within {n} {unit}.',
  'During {month} {year} the {channel} in {place} had {n} cases of {reason}.',
  '{firm} expects {n} percent less {noun} after the {adjective} {document}.',
  'Whoever keeps a {colour} {thing} past {n} {unit} owes {surname} a {noun}.',
  '{place} sent {N} {adjective} {thing} crates by {channel}, and {n} showed {reason}.',
  'Between {place} and {place} the {role} must {adverb} {verb} every {colour} {thing}.',
  'Paragraph {n} of the {adjective} {document} caps the {noun} at {N} pounds.',
  'I was {feeling} when {first} {surname} refused to {verb} my {adjective} {thing}.',
  'Our {channel} in {place} can {verb} {n} {thing} orders an hour, {adverb} and {adverb}.',
  'The {thing} bought in {month} {year} by {surname} suffers from {reason} and {reason}.',
  'An {adjective} {noun} of {n} percent replaced the {document} that {firm} wrote.',
  'For {n} {unit} {first} could {adverb} {verb} neither the {thing} nor its {colour} {thing}.',
  '{surname} v {firm} {kind} turned on a {adjective} {noun}, {reason} and one {document}.',
];

/** What is asked about the facts before it. */
export const questions: readonly string[] = [
  'What must the {role} do about the {adjective} {thing}?',
  'Who pays the {noun} if {reason} returns in {month}?',
  'How long may {surname} wait before the {document} ends?',
  'Summarise this for a {feeling} {role} in {place}.',
  'Explain the {noun} to {first} in plain words.',
  'Which {document} governs the {colour} {thing}?',
  'Draft a short reply to {firm} {kind}.',
  'List what {surname} should check in {place}.',
];

/** Sentences of answers. */
export const answerSentences: readonly string[] = [
  'The {role} should {verb} the {thing} within {n} {unit} and tell {surname} by {month}.',
  '{firm} bears the {noun}, because the {adjective} {document} covers {reason} in {place}.',
  'Ask {first} {surname} to {adverb} {verb} the {colour} {thing}, then file the {document}.',
  'It ends {n} {unit} after {month} {year}, unless the {role} pays the {noun}.',
  'Nothing in the {adjective} {document} obliges {firm} {kind} to {verb} a {thing} hurt by {reason}.',
  'Expect a {noun} near {N} euros, payable {adverb} through the {channel} in {place}.',
  'Keep the {colour} {thing} apart, note the {reason}, and let the {role} {verb} it.',
  'Both sides agreed in {month} that {surname} would {adverb} {verb} {n} units.',
  'Dear {first}, the {thing} leaves {place} in {n} {unit}; the {noun} is {N}.',
  'The short answer is {n} percent, paid by the {role} of {firm} {kind}.',
];

/** `count` sentences, no template twice while there are others. */
export function sentences(random: Random, templates: readonly string[], count: number): string {
  const drawn: string[] = [];
  let pool: string[] = [];
  while (drawn.length < count) {
    if (pool.length === 0) pool = random.shuffled(templates);
    drawn.push(fill(random, pool.pop()!));
  }
  return drawn.join(' ');
}
