/** The caller's documents: searched, filtered, live. */
import { html, nothing, repeat } from '../lit.js';
import { toDocument } from '../address.js';
import { icon } from '../parts/icons.js';
import { ago, moment } from '../parts/time.js';
import { STEPS } from '../state/steps.js';
import { statusBadge } from '../parts/status.js';

const STATUSES = ['running', 'paused', 'completed', 'failed', 'cancelled'];

export function documentList(model) {
  return html`
    <section class="documents" aria-labelledby="documents-title">
      <div class="row spread">
        <h2 id="documents-title">Your agents</h2>
        <form class="row" role="search" @submit=${(event) => event.preventDefault()}>
          <span class="search">${icon('search')}<input type="search" aria-label="Search your agents" placeholder="Search" .value=${model.search}
            @input=${(event) => model.set({ search: event.target.value })}></span>
          <select aria-label="Show only" @change=${(event) => model.set({ status: event.target.value })}>
            <option value="">all</option>
            ${STATUSES.map((status) => html`<option value=${status} ?selected=${status === model.status}>${status}</option>`)}
          </select>
        </form>
      </div>
      ${model.problem ? html`<p class="problem" data-kind="warn">${icon('retry')} ${model.problem} The page tries again by itself.</p>` : nothing}
      ${model.documents === null ? html`<p class="empty">${model.problem ? '' : 'Loading …'}</p>` : rows(model)}
    </section>`;
}

function rows(model) {
  const shown = model.shown;
  return html`
    ${shown.length ? nothing : html`<p class="empty">Nothing fits${model.nextCursor ? ` among the latest ${model.documents.length}` : ''}. <button type="button" class="quiet" @click=${() => model.set({ search: '', status: '' })}>Show all</button></p>`}
    <ul class="document-rows">
      ${repeat(shown, (row) => row.documentId, (row) => documentRow(model, row))}
    </ul>
    ${model.nextCursor ? html`<button type="button" class="more" @click=${() => model.more()}>Show older</button>` : nothing}`;
}

/** What the run cost; `+` stands where the cost of some attempts is not known. */
function tokens(spent) {
  if (!spent) return nothing;
  return html`<span class="tiny soft number">${(spent.input + spent.output).toLocaleString()}${spent.unknownAttempts ? '+' : ''} tokens</span>`;
}

function documentRow(model, row) {
  const done = row.status === 'completed' ? STEPS.length : model.progress.get(row.documentId);
  const active = row.status === 'running' || row.status === 'pending';
  return html`
    <li>
      <a href=${toDocument(row.documentId)}>
        <span class="what"><strong dir="auto">${row.agent || row.request}</strong>
          ${row.agent ? html`<span class="soft" dir="auto">${row.request}</span>` : nothing}</span>
        <span class="how">${statusBadge(row.status)}${active && done !== undefined ? html`<span class="tiny soft number">${done} of ${STEPS.length}</span>` : nothing}${tokens(row.tokensSpent)}</span>
        <time class="tiny soft number" datetime=${row.lastStreamUpdate} title=${moment(row.lastStreamUpdate)}>${ago(row.lastStreamUpdate)}</time>
      </a>
      ${active && done !== undefined ? html`<progress max=${STEPS.length} .value=${done} aria-label="Steps done"></progress>` : nothing}
    </li>`;
}
