import { describe, expect, test } from 'vitest';
import { cleanField } from '../../../src/data/cleaning/clean-field.ts';

describe('text that is HTML', () => {
  test.each([
    ['paragraphs', '<p>The tenant pays.</p><p>The landlord insures.</p>', 'The tenant pays.\n\nThe landlord insures.'],
    ['line breaks', 'Line one<br>Line two<br/>Line three<BR />', 'Line one\nLine two\nLine three'],
    [
      'inline elements',
      'The <b>tenant</b> pays <em class="x">all</em> <a href="https://x.y/?a=1&amp;b=2">rents</a>.',
      'The tenant pays all rents.',
    ],
    ['letters in bold', '<b>T</b>enant', 'Tenant'],
    ['lists with indentation', '<ul>\n  <li>rent</li>\n  <li>insurance</li>\n</ul>', 'rent\ninsurance'],
    ['tables', '<table>\n <tr><th>Year</th><th>Fee</th></tr>\n <tr><td>2026</td><td>5</td></tr>\n</table>', 'Year\tFee\n2026\t5'],
    ['headings', '<h2>Term</h2>One year.<hr>End.', 'Term\n\nOne year.\n\nEnd.'],
    ['scripts and styles', '<style>p { color: red }</style><p>Rent<script>if (a < b) { x("</p>") }</script> is due.</p>', 'Rent is due.'],
    ['comments and document types', '<!DOCTYPE html><html><body><!-- note <b>x</b> --><p>Rent</p></body></html>', 'Rent'],
    ['preformatted text', '<p>Code:</p><pre>\n  if x:\n    y\n</pre>', 'Code:\n\n  if x:\n    y'],
    ['character references', '<p>Tom &amp; Jerry&rsquo;s caf&eacute; &#8364;5 &#x20AC;6 &nbsp;&sum;</p>', 'Tom & Jerry’s café €5 €6  ∑'],
    ['unclosed paragraphs', '<p>One<p>Two<p>Three', 'One\n\nTwo\n\nThree'],
    ['tags of word processors', '<p class="MsoNormal">Rent<o:p></o:p></p>', 'Rent'],
    ['attributes over lines', '<a\n  href="x"\n  target=_blank>link</a> text', 'link text'],
    ['escaped HTML', '&lt;p&gt;Rent &amp;amp; rates&lt;/p&gt;', 'Rent & rates'],
    [
      'fences of code beside it',
      '<p>See:</p>\n```\n<b>bold</b> &amp;\n```\n<p>and `<i>x</i>`</p>',
      'See:\n\n```\n<b>bold</b> &amp;\n```\n\nand `<i>x</i>`',
    ],
    ['signs of comparison beside it', '<p>if a < b and c > d</p>', 'if a < b and c > d'],
  ])('becomes plain: %s', (_, text, cleaned) => {
    const result = cleanField(text);
    expect(result.text).toBe(cleaned);
    expect(result.changes.map(({ rule }) => rule)).toContain('markup');
  });

  test.each([
    ['ampersands', 'Smith &amp; Sons &quot;Ltd&quot; &#39;x&#39;', `Smith & Sons "Ltd" 'x'`],
    ['accents', 'Caf&eacute; M&uuml;ller &ndash; &copy; 2026', 'Café Müller – © 2026'],
    ['signs of comparison', 'if (a &lt; b &amp;&amp; c &gt; d)', 'if (a < b && c > d)'],
    ['a wrong number', '&#0; &#xd800; &#1114112; a&amp;b', '&#0; &#xd800; &#1114112; a&b'],
  ])('is not needed to decode %s', (_, text, cleaned) => {
    expect(cleanField(text).text).toBe(cleaned);
  });
});

describe('text that is not HTML', () => {
  test.each([
    'if a < b && c > d return a<b>c;',
    'List<String> names = new ArrayList<>(); Map<Integer, List<B>> b;',
    'std::vector<a> x; Foo<i> y; Array<P>',
    'What does the <br> tag do? Use <p> and <b> sparingly.',
    'Put it between <b> and </b>.',
    '<article>\nThe tenant pays.\n</article>\nSummarise the text in <summary></summary>.',
    '<input>2 + 2</input><output>4</output>',
    '<s>[INST] Hello [/INST] Hi</s>',
    '<think>First …</think> Yes',
    '<dependency><groupId>x</groupId></dependency>',
    '<?xml version="1.0"?><p>text</p>',
    'ptr = &num; q = &copy; R&D; AT&T',
    'x = a &b; y = c &amp',
    'http://x.y/?a=1&lt=2&copy=3',
    'I <3 you, <john@example.com> wrote <https://example.com>',
    '```html\n<p>Hello</p>\n```',
    'Use `<b>bold</b>` or `&amp;` here',
    '~~~\n<p>Hello</p>\n~~~',
    '<b></b>',
  ])('stays: %j', (text) => {
    expect(cleanField(text)).toEqual({ text, changes: [], markupLeft: 0 });
  });

  test.each([
    'In HTML, <b>bold</b> text is written so: &lt;b&gt;.',
    'This CSS styles <p>every paragraph</p>.',
    '<div className="x">{name}</div>',
    '<svg xmlns="http://www.w3.org/2000/svg"><a href="x">y</a></svg>',
    'The <b> tag makes <b>bold</b>.',
    "const html = '<b>' + name + '</b>';",
    "def page(x):\n    return '<p>%s</p>' % x",
    'return (\n  <ul>{items.map((item) => <li key={item}>{item}</li>)}</ul>\n);',
    '<?php echo "<b>Hello</b>"; ?>',
    'if (tag === x) {\n  out += "<td>a</td>";\n}',
  ])('nor is text about it: %j', (text) => {
    expect(cleanField(text)).toEqual({ text, changes: [], markupLeft: 0 });
  });

  test('is not told by words within tags, scripts or addresses, nor by clauses that begin as code does', () => {
    expect(cleanField('<link href="a.css" type="text/css"><p>see x.html</p>').text).toBe('see x.html');
    expect(cleanField('<p>Rent<script>const x = 1;\nif (a) {\n}</script> is due.</p>').text).toBe('Rent is due.');
    expect(cleanField('<ul><li>let the premises;\n<li>return the keys;\n<li>import no goods; and</ul>').text).toBe(
      'let the premises;\nreturn the keys;\nimport no goods; and',
    );
  });
});

describe('markup by choice', () => {
  test('is kept', () => {
    expect(cleanField(' <p>a &amp; b</p>', { markup: 'keep' }).text).toBe('<p>a &amp; b</p>');
  });

  test('is flagged and left, with what there is of it', () => {
    expect(cleanField('<p>a &amp; b</p>', { markup: 'flag' })).toEqual({ text: '<p>a &amp; b</p>', changes: [], markupLeft: 3 });
    expect(cleanField('a < b', { markup: 'flag' }).markupLeft).toBe(0);
  });

  test('that nests deeper than four layers is left and told', () => {
    const nested = `${'&amp;'.replace(/&/g, `&${'amp;'.repeat(6)}`)}lt;p&gt;`;
    expect(cleanField(nested)).toEqual({ text: nested, changes: [], markupLeft: 2 });
  });
});
