/**
 * What runs in the browser. The functions are put into the page as they stand here (types are stripped when they are
 * loaded), so they use nothing but each other and what a browser has. Text of rows is only ever set as text.
 */
import type { ReviewResults } from '../../contracts/review.ts';
import type { Page, PageElement, PageEvent, PageStorage } from './browser-types.ts';
import type { showResults } from './browser-results.ts';
import type { ShownSlot } from './review.ts';

declare const document: Page;
declare const localStorage: PageStorage;
declare const window: { scrollTo(x: number, y: number): void };

/** Of which the next key is an answer: which is better, is A good, is B good. */
type Step = 'better' | 'goodA' | 'goodB';

interface State {
  rater: string;
  slots: ShownSlot[];
  /** The slot on show; one past the last = done. */
  at: number;
  step: Step;
  better: 'A' | 'B' | 'tie';
  goodA: boolean;
  referenceShown: boolean;
  /** While something is being sent, keys do nothing: the next question has not been read yet. */
  busy: boolean;
  render: typeof showResults;
}

interface Choice {
  keys: string[];
  shownKey: string;
  label: string;
  choose: (state: State) => Promise<void> | void;
}

function startReview(render: typeof showResults): void {
  const state: State = {
    rater: '',
    slots: [],
    at: 0,
    step: 'better',
    better: 'tie',
    goodA: false,
    referenceShown: false,
    busy: false,
    render,
  };
  const on = (id: string, type: string, act: (event: PageEvent) => void) => document.getElementById(id).addEventListener(type, act);
  on('join', 'submit', (event) => {
    event.preventDefault();
    void join(state, String(document.getElementById('name').value));
  });
  on('leave', 'click', () => leave(state));
  on('skip', 'click', () => void send(state, { kind: 'skipped' }));
  for (const id of ['undo', 'undo-last']) on(id, 'click', () => void undo(state));
  on('reference', 'toggle', () => {
    state.referenceShown = state.referenceShown || document.getElementById('reference').open;
    document.getElementById('reference-text').scrollIntoView({ block: 'nearest' });
  });
  document.addEventListener('keydown', (event) => press(state, event));
  const known = localStorage.getItem('anneal-rater');
  if (known === null) document.getElementById('name').focus();
  else void join(state, known);
}

/** Opens the queue of a name, at the first question that is not answered. */
async function join(state: State, name: string): Promise<void> {
  const queue = (await ask(`queue?rater=${encodeURIComponent(name)}`)) as { rater: string; slots: ShownSlot[] } | null;
  if (queue === null) return;
  state.rater = queue.rater;
  state.slots = queue.slots;
  state.at = firstOpen(queue.slots);
  localStorage.setItem('anneal-rater', queue.rater);
  document.getElementById('rater').textContent = queue.rater;
  document.getElementById('who').hidden = false;
  document.getElementById('welcome').hidden = true;
  show(state);
}

/** The first slot that is not answered; one past the last when all are. */
function firstOpen(slots: readonly ShownSlot[]): number {
  const open = slots.findIndex(({ done }) => !done);
  return open < 0 ? slots.length : open;
}

function leave(state: State): void {
  localStorage.removeItem('anneal-rater');
  state.slots = [];
  for (const id of ['who', 'progress', 'rating', 'done']) document.getElementById(id).hidden = true;
  document.getElementById('welcome').hidden = false;
  document.getElementById('name').value = '';
  document.getElementById('name').focus();
}

/** Puts the slot at hand on the page, or the end. */
function show(state: State): void {
  const { slots, at } = state;
  const slot = slots[at];
  const total = slots.length;
  document.getElementById('progress').hidden = false;
  document.getElementById('bar').max = total;
  document.getElementById('bar').value = at;
  document.getElementById('count').textContent = `${at} of ${total}`;
  document.getElementById('rating').hidden = slot === undefined;
  document.getElementById('done').hidden = slot !== undefined;
  if (slot === undefined) {
    document.getElementById('thanks').focus();
    void showEnd(state);
    return;
  }
  state.step = slot.same ? 'goodA' : 'better';
  state.better = 'tie';
  state.referenceShown = false;
  const turns = slot.question.flatMap(({ role, content }) => [element('p', 'role', role), scrollable(content)]);
  document.getElementById('question').replaceChildren(...(slot.question.length === 1 ? turns.slice(1) : turns));
  fill('a', slot.a);
  fill('b', slot.b);
  fill('reference-text', slot.reference);
  document.getElementById('reference').open = false;
  document.getElementById('answers').classList.toggle('same', slot.same);
  document.getElementById('card-b').hidden = slot.same;
  document.getElementById('item').textContent = `Item ${at + 1} of ${total}`;
  window.scrollTo(0, 0);
  document.getElementById('item').focus();
  showStep(state);
}

/** The question at the foot of the page, with a button for each key that answers it. */
function showStep(state: State): void {
  const { step, slots, at } = state;
  const same = slots[at]?.same ?? false;
  document.getElementById('card-a').classList.toggle('asked', step === 'goodA');
  document.getElementById('card-b').classList.toggle('asked', step === 'goodB');
  const found = (side: State['better']) =>
    step === 'better' ? '' : state.better === 'tie' ? ' · equal' : state.better === side ? ' · better' : '';
  document.getElementById('title-a').textContent = same ? 'Both models gave this answer' : `Answer A${found('A')}`;
  document.getElementById('title-b').textContent = `Answer B${found('B')}`;
  const which = same ? 'this answer' : step === 'goodA' ? 'answer A' : 'answer B';
  document.getElementById('ask').textContent =
    step === 'better' ? 'Which answer is better?' : `Is ${which} good? Would you use it as it stands?`;
  document.getElementById('undo').disabled = at === 0 && (step === 'better' || same);
  document.getElementById('choices').replaceChildren(
    ...choices(state).map(({ shownKey, label, choose }) => {
      const button = element('button', '', `${label} `);
      button.setAttribute('type', 'button');
      button.append(element('kbd', '', shownKey));
      button.addEventListener('click', () => void choose(state));
      return button;
    }),
  );
}

function choices({ step }: State): Choice[] {
  const better = (value: State['better']) => (state: State) => {
    state.better = value;
    state.step = 'goodA';
    showStep(state);
  };
  const good = (value: boolean) => (state: State) => {
    const same = state.slots[state.at]?.same ?? false;
    if (state.step === 'goodB' || same) {
      const goodA = same ? value : state.goodA;
      return send(state, { kind: 'rated', better: state.better, goodA, goodB: value });
    }
    state.goodA = value;
    state.step = 'goodB';
    showStep(state);
  };
  if (step !== 'better')
    return [
      { keys: ['g'], shownKey: 'G', label: 'Good', choose: good(true) },
      { keys: ['b'], shownKey: 'B', label: 'Bad', choose: good(false) },
    ];
  return [
    { keys: ['1', 'ArrowLeft'], shownKey: '1 ←', label: 'A', choose: better('A') },
    { keys: ['2', 'ArrowDown'], shownKey: '2 ↓', label: 'Equal', choose: better('tie') },
    { keys: ['3', 'ArrowRight'], shownKey: '3 →', label: 'B', choose: better('B') },
  ];
}

function press(state: State, event: PageEvent): void {
  const where = event.target?.tagName;
  const typing = where === 'INPUT' || (where === 'PRE' && event.key.startsWith('Arrow')); // a long question scrolls
  if (event.repeat || event.altKey || event.ctrlKey || event.metaKey || typing || state.slots.length === 0) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const rating = state.at < state.slots.length;
  const choice = rating ? choices(state).find(({ keys }) => keys.includes(key)) : undefined;
  const reference = document.getElementById('reference');
  if (choice !== undefined && !state.busy) void choice.choose(state);
  else if (key === 'u' || key === 'Backspace') void undo(state);
  else if (rating && key === 's') void send(state, { kind: 'skipped' });
  else if (rating && key === 'r') reference.open = !reference.open;
  else return;
  event.preventDefault();
}

/** A step back: within the item, else to the item before, whose rating is taken back. */
async function undo(state: State): Promise<void> {
  if (state.busy) return;
  const same = state.slots[state.at]?.same ?? false;
  if (state.at < state.slots.length && state.step !== 'better' && !same) {
    state.step = state.step === 'goodB' ? 'goodA' : 'better';
    showStep(state);
  } else if (state.at > 0) {
    state.at -= 1;
    await send(state, null);
  }
}

/** Keeps what was said about the slot at hand, and goes on; null takes it back. Sent until it is kept. */
async function send(state: State, said: object | null): Promise<void> {
  const { rater, at, referenceShown } = state;
  if (state.busy) return;
  state.busy = true;
  const rating = { rater, slot: at, submission: crypto.randomUUID(), said, referenceShown };
  const kept = await ask('ratings', rating);
  state.busy = false;
  const slot = state.slots[at];
  if (kept !== null && slot !== undefined) {
    slot.done = said !== null;
    state.at = firstOpen(state.slots);
  }
  show(state);
}

/** The server's answer, or null for one that refuses, which the page then shows. Without a server it is asked again and again. */
async function ask(path: string, body?: object): Promise<unknown> {
  const trouble = document.getElementById('trouble');
  const request = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  for (;;) {
    try {
      const response = await fetch(path, request);
      const answer = (await response.json()) as { error?: string };
      trouble.hidden = response.ok;
      trouble.textContent = response.ok ? '' : (answer.error ?? 'The server refused.');
      if (response.ok) return answer;
      if (response.status < 500) return null;
    } catch {
      trouble.textContent = 'Not saved yet: the review server does not answer. Trying again; start it again if it was stopped.';
    }
    trouble.hidden = false;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function showEnd(state: State): Promise<void> {
  const rater = encodeURIComponent(state.rater);
  const results = (await ask(`results?rater=${rater}`)) as ReviewResults | null;
  if (results === null || state.at < state.slots.length) return;
  document.getElementById('results').replaceChildren(...state.render(results, element));
  const links = ['ratings.jsonl', 'ratings.csv'].map((file) => {
    const link = element('a', '', file);
    link.setAttribute('href', `${file}?rater=${rater}`);
    return link;
  });
  document.getElementById('exports').replaceChildren('All ratings as a file: ', links[0] ?? '', ', ', links[1] ?? '');
}

function fill(id: string, text: string): void {
  const place = document.getElementById(id);
  place.textContent = text.trim() === '' ? '(nothing)' : text;
  place.classList.toggle('empty', text.trim() === '');
}

/** Long questions scroll in their box; the keyboard must reach it. */
function scrollable(text: string): PageElement {
  const box = element('pre', '', text);
  box.setAttribute('tabindex', '0');
  box.setAttribute('aria-label', 'Question');
  box.setAttribute('role', 'region');
  return box;
}

function element(tag: string, className: string, text: string): PageElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Everything that the page's script consists of. */
export const browserFunctions = [
  startReview,
  join,
  firstOpen,
  leave,
  show,
  showStep,
  choices,
  press,
  undo,
  send,
  ask,
  showEnd,
  fill,
  scrollable,
  element,
] as const;
