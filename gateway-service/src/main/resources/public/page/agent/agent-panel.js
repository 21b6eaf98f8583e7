/** The agent, by its parts; and what was of it, by its events. */
import { html, nothing } from '../lit.js';
import { toDocument } from '../address.js';
import { icon } from '../parts/icons.js';
import { isActive } from '../state/steps.js';
import { changesView } from '../past/changes.js';
import { compareView } from '../past/compare.js';
import { eventsView } from '../past/events.js';
import { actionsView } from './actions.js';
import { diagramView } from './diagram-view.js';
import { exportMenu } from './export-menu.js';
import { modelsView } from './models.js';
import { schedulesView } from './schedules.js';
import { sqlView } from './sql.js';

const PARTS = {
  diagram: { title: 'Diagram', view: diagramView },
  models: { title: 'Models', view: modelsView, count: (agent) => agent.models.length + agent.enums.length },
  actions: { title: 'Actions', view: actionsView, count: (agent) => agent.actions.length },
  schedules: { title: 'Schedules', view: schedulesView, count: (agent) => agent.schedules.length },
  sql: { title: 'SQL', view: sqlView },
  changes: { title: 'Changes', view: changesView },
  events: { title: 'Events', view: eventsView, always: true },
  compare: { title: 'Compare', view: compareView, always: true },
};

const ADVICE = {
  failed: 'Retry it, or restart it from a step with another input.',
  cancelled: 'Restart it from any step that it has reached.',
  paused: 'Resume it to go on.',
};

export function agentPanel(model, state, address) {
  const tab = address.tab || 'diagram';
  const part = PARTS[tab];
  const { agent } = state;
  return html`
    <section class="panel" aria-label="Agent" id=${agent ? 'agent' : nothing}>
      ${agent ? header(state, agent) : nothing}
      <nav class="tabs" aria-label="Parts of the agent">
        ${Object.entries(PARTS).map(([name, { title, count, always }]) => name === 'changes' && !state.baseAgent ? nothing : html`
          <a href=${toDocument(model.id, { tab: name, at: model.at })} aria-current=${name === tab ? 'page' : nothing} class=${agent || always ? '' : 'hollow'}>
            ${title}${agent && count ? html` <span class="count number">${count(agent)}</span>` : nothing}</a>`)}
      </nav>
      <div class="part" data-part=${tab}>
        ${agent || part.always ? part.view(model, state, address) : waiting(state)}
      </div>
    </section>`;
}

function header(state, agent) {
  return html`
    <header class="agent-head">
      <div>
        <h2 id="agent-title" class="wrap" dir="auto">${agent.name}</h2>
        <p class="soft wrap" dir="auto">${agent.description}</p>
      </div>
      ${exportMenu(state, agent)}
    </header>`;
}

function waiting(state) {
  if (isActive(state.status)) {
    return html`<div class="empty grows"><span class="pulse">${icon('sparkle')}</span><p>The agent appears here as soon as its first models are designed.</p></div>`;
  }
  return html`<div class="empty grows"><p>The run ${state.status === 'failed' ? 'failed' : `is ${state.status}`}, and there is no agent yet. ${ADVICE[state.status] ?? ''}</p></div>`;
}
