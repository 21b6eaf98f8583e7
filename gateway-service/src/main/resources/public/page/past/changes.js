import { html, nothing } from '../lit.js';
import { differenceOf } from '../agent/difference.js';
import { sqlBlock } from '../agent/sql.js';
import { fileName } from '../parts/files.js';
import { isActive } from '../state/steps.js';
import { diffView } from './diff-view.js';

/** What the current run changes in the agent that it began with. */
export function changesView(model, state) {
  if (!state.baseAgent) return html`<p class="empty grows">This agent is new: there is nothing before it.</p>`;
  const diff = differenceOf(model, state);
  return html`
    <section class="changes stack">
      <p class="soft wrap" dir="auto">Before and after: “${state.request}”</p>
      ${diff ? diffView(diff) : html`<p class="empty">${isActive(state.status) ? 'Nothing has changed yet.' : 'Nothing changed.'}</p>`}
      ${state.agent.migration ? sqlBlock('Migration', state.agent.migration, fileName(state.agent.name, '-migration.sql')) : nothing}
    </section>`;
}
