import { guard, html } from '../lit.js';

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MOST_CHARS = 60_000;

/** A value as JSON, coloured. What is very long is cut, and says so. Made anew only for another value. */
export function jsonView(value, label) {
  return html`<pre class="code" tabindex="0" role="region" aria-label=${label}><code>${guard([value], () => coloured(value))}</code></pre>`;
}

function coloured(value) {
  const text = JSON.stringify(value, null, 2) ?? '';
  const shown = text.slice(0, MOST_CHARS);
  const parts = [];
  let from = 0;
  for (const match of shown.matchAll(TOKEN)) {
    parts.push(shown.slice(from, match.index));
    const kind = match[2] ? 'key' : match[1] ? 'string' : match[3] ? 'literal' : 'number';
    parts.push(html`<span class="t-${kind}">${match[1] ?? match[0]}</span>${match[2] ?? ''}`);
    from = match.index + match[0].length;
  }
  parts.push(shown.slice(from));
  return html`${parts}${text.length > MOST_CHARS ? '\n… (cut)' : ''}`;
}
