import { html, nothing } from '../lit.js';
import { jsonView } from '../parts/json-view.js';

const NAMES = ['name', 'title', 'agentName', 'label', 'text', 'description', 'what', 'action'];
const MOST_CHIPS = 24;
const LONG_TEXT = 300;
/** What has a tab of its own. */
const ELSEWHERE = ['ddl', 'migration'];

/** A step's result: its plain values as words, its lists as names; all of it as JSON below. */
export function resultView(step, result) {
  const facts = Object.entries(result).filter(([name, value]) => !isEmpty(value) && !ELSEWHERE.includes(name));
  return html`
    <dl class="facts-list">
      ${facts.map(([name, value]) => html`<div><dt>${words(name)}</dt><dd>${valueView(value)}</dd></div>`)}
    </dl>
    <details class="json"><summary class="tiny">As JSON</summary>${jsonView(result, `Result of ${step} as JSON`)}</details>`;
}

function isEmpty(value) {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

function words(name) {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

function valueView(value) {
  if (Array.isArray(value)) {
    const shown = value.slice(0, MOST_CHIPS);
    return html`<span class="chips">${shown.map((each) => html`<span class="chip" dir="auto">${nameOf(each)}</span>`)}
      ${value.length > MOST_CHIPS ? html`<span class="chip">+ ${value.length - MOST_CHIPS} more</span>` : nothing}</span>`;
  }
  if (typeof value === 'object') {
    return html`<span class="chips">${Object.entries(value).map(([key, each]) => html`<span class="chip">${words(key)}: ${nameOf(each)}</span>`)}</span>`;
  }
  const text = String(value);
  return html`<span class="wrap" dir="auto">${text.length > LONG_TEXT ? `${text.slice(0, LONG_TEXT)} …` : text}</span>`;
}

function nameOf(value) {
  if (value === null || typeof value !== 'object') return String(value);
  const key = NAMES.find((name) => typeof value[name] === 'string');
  return key ? value[key] : Object.values(value).find((each) => typeof each === 'string') ?? '{…}';
}
