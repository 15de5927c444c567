import { html, raw } from '../../report/html/markup.ts';
import type { Markup } from '../../report/html/markup.ts';
import { browserFunctions } from './browser.ts';
import { resultsFunctions } from './browser-results.ts';
import { pageStyle } from './page-style.ts';

/** The page, whole: no address but its own, no text of rows until the script asks for it. */
export function reviewPage({ title, nonce }: { title: string; nonce: string }): string {
  const script = [...browserFunctions, ...resultsFunctions].map(String).join('\n');
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Review of ${title}</title>
        <style nonce="${nonce}">
          ${raw(pageStyle)}
        </style>
      </head>
      <body>
        <header class="top">
          <p class="brand"><b>ANNEAL</b> <span>Review of ${title}</span></p>
          <p class="who" id="who" hidden><span id="rater"></span> <button id="leave" class="link" type="button">not you?</button></p>
          <p class="progress" id="progress" hidden>
            <progress id="bar" aria-label="Rated" max="1" value="0"></progress> <span id="count"></span>
          </p>
        </header>
        <main>${welcome()}${rating()}${done()}</main>
        <p id="trouble" class="trouble" role="alert" hidden></p>
        <script nonce="${nonce}">
          ${raw(script)};
          startReview(showResults);
        </script>
      </body>
    </html> `.text;
}

function welcome(): Markup {
  return html`<section id="welcome">
    <h1>Which answer is better?</h1>
    <p>
      Two models answered the same questions. You will see both answers, without their names and in changing order. Say which one is better,
      and of each whether it is good: whether you would use it as it stands. Some questions come twice.
    </p>
    <form id="join">
      <label for="name">Your name</label>
      <div class="row">
        <input id="name" name="name" maxlength="80" autocomplete="name" required /><button class="main" type="submit">Start</button>
      </div>
      <p class="hint">Ratings are kept under it at once. Come back with the same name to go on where you stopped.</p>
    </form>
    <h2>Keys</h2>
    <dl class="keys">
      <div>
        <dt><kbd>1</kbd> or <kbd>←</kbd></dt>
        <dd>A is better</dd>
      </div>
      <div>
        <dt><kbd>2</kbd> or <kbd>↓</kbd></dt>
        <dd>equally good or bad</dd>
      </div>
      <div>
        <dt><kbd>3</kbd> or <kbd>→</kbd></dt>
        <dd>B is better</dd>
      </div>
      <div>
        <dt><kbd>G</kbd> <kbd>B</kbd></dt>
        <dd>this answer is good, bad</dd>
      </div>
      <div>
        <dt><kbd>R</kbd></dt>
        <dd>show the reference answer</dd>
      </div>
      <div>
        <dt><kbd>S</kbd></dt>
        <dd>skip: cannot tell</dd>
      </div>
      <div>
        <dt><kbd>U</kbd></dt>
        <dd>undo, also what was rated before</dd>
      </div>
    </dl>
  </section>`;
}

function rating(): Markup {
  return html`<section id="rating" hidden>
    <h1 class="hidden" id="item" tabindex="-1"></h1>
    <article class="card">
      <h2>Question</h2>
      <div id="question"></div>
    </article>
    <div class="answers" id="answers">
      <article class="card answer" id="card-a">
        <h2 id="title-a">Answer A</h2>
        <pre id="a"></pre>
      </article>
      <article class="card answer" id="card-b">
        <h2 id="title-b">Answer B</h2>
        <pre id="b"></pre>
      </article>
    </div>
    <details id="reference">
      <summary>Reference answer <kbd>R</kbd></summary>
      <pre id="reference-text"></pre>
    </details>
    <div class="ask">
      <h2 id="ask" aria-live="polite"></h2>
      <div id="choices" class="choices"></div>
      <div class="choices more">
        <button id="skip" type="button">Skip <kbd>S</kbd></button>
        <button id="undo" type="button">Undo <kbd>U</kbd></button>
      </div>
    </div>
  </section>`;
}

function done(): Markup {
  return html`<section id="done" hidden>
    <h1 id="thanks" tabindex="-1">All rated. Thank you.</h1>
    <p class="row">
      <button id="undo-last" type="button">Undo the last one <kbd>U</kbd></button>
    </p>
    <div id="results"></div>
    <p id="exports"></p>
  </section>`;
}
