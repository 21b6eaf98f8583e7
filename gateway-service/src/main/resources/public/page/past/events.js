/** Every event of a document: filtered, with what it holds, checked and exported. */
import { html, nothing } from '../lit.js';
import { verify } from '../api/calls.js';
import { saveHistory } from '../agent/export-menu.js';
import { icon } from '../parts/icons.js';
import { STEPS } from '../state/steps.js';
import { messageOf } from './event-words.js';
import './event-table.js';

const TYPES = ['agent-run', 'agent-step', 'step-result', 'agent-data', 'command-rejected', 'document-archive'];

export function eventsView(model, state) {
  const { store, ui } = model;
  store.load();
  const filter = ui.eventFilter ?? { type: '', step: '', text: '' };
  const change = (changed) => model.set({ eventFilter: { ...filter, ...changed } });
  const events = filtered(model, filter);
  return html`
    <section class="events">
      <div class="row events-tools">
        <select aria-label="Only the type" @change=${(event) => change({ type: event.target.value })}>
          <option value="">all types</option>${TYPES.map((type) => html`<option value=${type} ?selected=${type === filter.type}>${type}</option>`)}</select>
        <select aria-label="Only the step" @change=${(event) => change({ step: event.target.value })}>
          <option value="">all steps</option>${STEPS.map((step) => html`<option value=${step.id} ?selected=${step.id === filter.step}>${step.title}</option>`)}</select>
        <span class="search">${icon('search')}<input type="search" aria-label="Search events" placeholder="Search" .value=${filter.text} @input=${(event) => change({ text: event.target.value })}></span>
        <span class="tiny soft number" role="status">${events.length} of ${store.events.length}</span>
        <span class="row tools-end">
          <button type="button" @click=${() => check(model)} ?disabled=${ui.verifying}>${icon('shield')} Verify</button>
          <button type="button" @click=${() => saveHistory(state)}>${icon('download')} NDJSON</button>
        </span>
      </div>
      ${verdict(ui.verdict)}
      ${store.problem ? html`<p class="problem" data-kind="warn">${store.problem} The page tries again by itself.</p>` : nothing}
      <event-table .events=${events} .at=${model.at ?? store.live.sequence} .chosen=${ui.chosenEvent ?? null}
        @choose-event=${(event) => model.set({ chosenEvent: event.detail === ui.chosenEvent ? null : event.detail })}
        @look-at=${(event) => model.lookAt(event.detail)}></event-table>
    </section>`;
}

/** The events that fit; the same list as long as neither the events nor the filter change. */
function filtered(model, filter) {
  const { events } = model.store;
  const key = `${events.length}/${events[0]?.sequence}/${JSON.stringify(filter)}`;
  if (model.ui.filteredKey !== key) {
    const text = filter.text.toLowerCase();
    const list = events
      .map((event, index) => ({ event, sinceMs: index ? Date.parse(event.timestamp) - Date.parse(events[index - 1].timestamp) : 0 }))
      .filter(({ event }) => (!filter.type || event.type === filter.type) && (!filter.step || event.step === filter.step)
        && (!text || `${event.sequence} ${event.type} ${event.status ?? ''} ${event.step ?? ''} ${messageOf(event)}`.toLowerCase().includes(text)));
    Object.assign(model.ui, { filteredKey: key, filtered: list });
  }
  return model.ui.filtered;
}

async function check(model) {
  model.set({ verifying: true, verdict: null });
  const verdict = await verify(model.id).catch((error) => ({ problem: error.message }));
  model.set({ verifying: false, verdict });
}

function verdict(found) {
  if (!found) return nothing;
  if (found.problem) return html`<p class="problem" data-kind="warn" role="status">${found.problem}</p>`;
  return html`
    <div class="verdict" data-good=${String(found.matches)} role="status">
      ${icon(found.matches ? 'shield' : 'failed')}
      <div><strong>${found.matches ? 'The log is whole, and the state follows from it.' : 'The log and the state do not agree.'}</strong>
        <p class="tiny">Replayed up to event ${found.sequence}${found.brokenAt !== undefined ? `; the chain is broken at event ${found.brokenAt}` : ''}.</p>
        <p class="tiny mono wrap">head ${found.head.hash}</p></div>
    </div>`;
}
