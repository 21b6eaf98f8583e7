/** A document: the request and its steps at one side, the growing agent at the other, and the time below. */
import { html, nothing } from '../lit.js';
import { TO_START } from '../address.js';
import { icon } from '../parts/icons.js';
import { timeBar } from '../past/time-bar.js';
import { agentPanel } from '../agent/agent-panel.js';
import { changeForm } from './change-form.js';
import { controls } from './controls.js';
import { insights } from './insights.js';
import { summary } from './summary.js';
import { timeline } from './timeline.js';

export function documentView(model, address) {
  const { connection, live } = model.store;
  if (connection.name === 'gone' && !live) {
    return notThere('There is no such agent', 'It was deleted, it belongs to somebody else, or the address is wrong.');
  }
  if (connection.name === 'gone') {
    return notThere('This agent is not there any more', 'It was deleted, or you are somebody else than before.');
  }
  if (connection.name === 'erased') {
    return notThere('This agent was deleted', 'Its events and its results are gone, on every device.');
  }
  if (connection.name === 'refused') return notThere('This cannot be shown', connection.message);
  const state = model.shown;
  if (!state) {
    return html`<p class="empty">${connection.name === 'waiting' ? `${connection.reason}. The page goes on by itself.` : 'Loading …'}</p>`;
  }
  return html`
    <div class="doc ${model.isPast ? 'past' : ''}">
      <section id="run" class="run" aria-label="Run">
        <div class="run-body">
          ${summary(model, state)}
          ${controls(model, state)}
          ${timeline(model, state)}
          ${insights(model, state)}
        </div>
        <div class="run-foot">${changeForm(model, state)}</div>
      </section>
      ${agentPanel(model, state, address)}
    </div>
    ${live.sequence >= 0 ? timeBar(model) : nothing}`;
}

function notThere(title, text) {
  return html`<div class="empty not-there"><h1>${title}</h1><p>${text}</p><a class="button" href=${TO_START}>${icon('back')} All agents</a></div>`;
}
