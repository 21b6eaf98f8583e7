import { html, nothing } from '../lit.js';
import { deadlineOf } from '../state/fold.js';
import { doneSteps, isActive, STEP_IDS } from '../state/steps.js';
import { icon } from '../parts/icons.js';
import { statusBadge } from '../parts/status.js';
import { duration, moment } from '../parts/time.js';

/** Characters of a request that are always shown; about three lines beside an agent. */
const LONG_REQUEST = 100;

/** What was asked for, how the run stands, and why it failed. */
export function summary(model, state) {
  const request = state.request || 'Your request was accepted';
  const done = doneSteps(state);
  const isLong = request.length > LONG_REQUEST;
  return html`
    <header class="summary">
      <h1 id="run-title" dir="auto" class=${isLong && !model.ui.wholeRequest ? 'clamped' : ''}>${request}</h1>
      ${isLong
        ? html`<button type="button" class="quiet tiny" aria-expanded=${String(!!model.ui.wholeRequest)}
            @click=${() => model.set({ wholeRequest: !model.ui.wholeRequest })}>${model.ui.wholeRequest ? 'Show less' : 'Show all of the request'}</button>`
        : nothing}
      <div class="row facts">
        ${statusBadge(state.status, 'status')}
        <span class="tiny soft number">${done} of ${STEP_IDS.length} steps</span>
        ${state.runStartedAt ? html`<span class="tiny soft number" title=${moment(state.runStartedAt)}>${elapsed(state, model.isPast)}</span>` : nothing}
        ${deadline(state)}
        ${tokens(state)}
      </div>
      <progress id="progress" max=${STEP_IDS.length} .value=${done} data-status=${state.status} aria-label="Steps done"></progress>
      ${failure(state)}
    </header>`;
}

function elapsed(state, isPast) {
  const end = isActive(state.status) && !isPast ? Date.now() : Date.parse(state.lastStreamUpdate);
  return duration(Math.max(0, end - Date.parse(state.runStartedAt)));
}

function deadline(state) {
  const at = isActive(state.status) ? deadlineOf(state) : null;
  return at ? html`<span class="tiny soft">${icon('clock')} until ${moment(at)}</span>` : nothing;
}

/** What the run cost; `+` stands where the cost of some attempts is not known. */
function tokens({ tokensSpent: spent, budgetUsed, options }) {
  if (!spent) return nothing;
  const known = (spent.input + spent.output).toLocaleString();
  const unknown = spent.unknownAttempts ? `; not known of ${spent.unknownAttempts} attempts` : '';
  const budget = options?.tokenBudget != null ? `; ${(budgetUsed ?? 0).toLocaleString()} of a budget of ${options.tokenBudget.toLocaleString()}` : '';
  const words = `${spent.input.toLocaleString()} read, ${spent.output.toLocaleString()} written${unknown}${budget}`;
  return html`<span id="tokens" class="tiny soft number" title=${words}>${known}${unknown ? '+' : ''} tokens</span>`;
}

function failure(state) {
  if (!state.error) return nothing;
  return html`<div class="problem" role="alert">${icon('failed')}<p id="error">${state.error.message}</p></div>`;
}
