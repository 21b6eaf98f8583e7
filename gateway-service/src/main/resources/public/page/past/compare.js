/** Any two moments of a document side by side. */
import { html, nothing } from '../lit.js';
import { diffAgents } from '../state/agent-diff.js';
import { STEPS } from '../state/steps.js';
import { clock } from '../parts/time.js';
import { diffView } from './diff-view.js';
import { labelOf } from './event-words.js';

export function compareView(model, state, address) {
  const { store } = model;
  if (!store.isComplete) {
    store.load();
    return html`<p class="empty grows">${store.problem ? `${store.problem} The page tries again by itself.` : 'Reading the history …'}</p>`;
  }
  const last = store.events.length - 1;
  const first = index(store, address.query.get('from'), 0);
  const second = index(store, address.query.get('to'), last);
  const pick = (name, other) => (event) => model.show('compare', '', { replace: true, query: { ...other, [name]: store.events[event.target.value].sequence } });
  const from = store.events[first];
  const to = store.events[second];
  return html`
    <section class="compare stack">
      ${side('First moment', 'compare-from', first, last, from, pick('from', { to: to.sequence }))}
      ${side('Second moment', 'compare-to', second, last, to, pick('to', { from: from.sequence }))}
      ${difference(store.at(from.sequence), store.at(to.sequence))}
    </section>`;
}

function index(store, sequence, otherwise) {
  return /^\d+$/.test(sequence ?? '') ? Math.max(0, store.indexOf(Number(sequence))) : otherwise;
}

function side(title, id, value, max, event, onInput) {
  return html`
    <div class="side"><label for=${id}>${title}</label>
      <input type="range" id=${id} min="0" max=${max} .value=${String(value)} aria-valuetext="event ${event.sequence}, ${labelOf(event)}" @input=${onInput}>
      <span class="number tiny"><strong>#${event.sequence}</strong> <span class="soft">${clock(event.timestamp)} · ${labelOf(event)}</span></span></div>`;
}

function difference(before, after) {
  const steps = STEPS.filter(({ id }) => before.stepProgress[id] !== after.stepProgress[id]);
  return html`
    ${before.status !== after.status || steps.length ? html`
      <h3 class="part-title">Run</h3>
      <ul class="diff lines">
        ${before.status !== after.status ? line('status', before.status, after.status) : nothing}
        ${steps.map(({ id, title }) => line(title, before.stepProgress[id], after.stepProgress[id]))}
      </ul>` : nothing}
    ${before.agent === after.agent
      ? html`<p class="empty">The agent is the same at both.</p>`
      : diffView(diffAgents(before.agent, after.agent))}`;
}

function line(name, before, after) {
  return html`<li data-change="altered"><div class="row"><span>${name}</span><span><del>${before}</del> <ins>${after}</ins></span></div></li>`;
}
