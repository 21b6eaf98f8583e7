/** The six steps: what each does, how long it took, and what came of it. */
import { html, nothing, svg } from '../lit.js';
import { isActive, STEP_WORDS, STEPS } from '../state/steps.js';
import { eventsOf, waterfall } from '../state/waterfall.js';
import { icon } from '../parts/icons.js';
import { clockMs, duration, secondsUntil } from '../parts/time.js';
import { restart } from './controls.js';
import { resultView } from './result-view.js';
import { reachedSteps } from './step-input.js';

export function timeline(model, state) {
  const active = isActive(state.status);
  const times = state.runStartedAt ? waterfall(model.store.events, state, model.isPast ? 0 : Date.now()) : null;
  const reached = active || model.isPast ? [] : reachedSteps(state);
  const latest = STEPS.findLast((step) => state.stepResults[step.id])?.id;
  return html`
    <ol id="steps" class="steps" aria-label="Steps">
      ${STEPS.map((step) => stepLine(model, state, step, times, {
        open: active && latest === step.id,
        canRestart: reached.includes(step.id) && state.sequence >= 0,
      }))}
    </ol>`;
}

function stepLine(model, state, { id, title }, times, { open, canRestart }) {
  const status = state.stepProgress[id];
  const message = state.stepMessages[id] || '';
  const attempt = state.stepAttempts[id];
  const took = state.metrics[id]?.durationMs;
  const spans = times?.spans.get(id) || [];
  const error = status === 'failed' || status === 'retrying' ? attempt?.error : null;
  return html`
    <li data-status=${status} data-step=${id}>
      <span class="mark">${icon(status, status === 'processing' && isActive(state.status) ? 'spin' : '')}</span>
      <div class="step">
        <div class="row spread">
          <strong>${title}</strong>
          <span class="tiny soft number">${status === 'processing' ? running(spans) : took != null ? duration(took) : STEP_WORDS[status]}</span>
        </div>
        ${error ? nothing : html`<p class="message" dir="auto"><span class="unseen">${STEP_WORDS[status]}: </span>${message}${attemptWords(status, attempt)}</p>`}
        ${status === 'retrying' ? countdown(model, attempt) : nothing}
        ${error ? html`<div class="problem"><p><strong>${error.kind}</strong> · ${status === 'failed' ? message : error.message}</p></div>` : nothing}
        ${spans.length ? bar(times, spans, status) : nothing}
        ${status === 'pending' ? nothing : more(model, state, id, title, open, canRestart)}
      </div>
    </li>`;
}

function running(spans) {
  const last = spans.at(-1);
  return last && last.to > last.from ? duration(last.to - last.from) : '';
}

function attemptWords(status, attempt) {
  return attempt && attempt.attempt > 1 && status === 'processing' ? ` (attempt ${attempt.attempt} of ${attempt.maxAttempts})` : '';
}

function countdown(model, attempt) {
  const seconds = attempt.nextAttemptAt ? secondsUntil(attempt.nextAttemptAt) : 0;
  const next = `Attempt ${attempt.attempt + 1} of ${attempt.maxAttempts}`;
  return html`<p class="countdown number">${icon('clock')} ${next} ${model.isPast ? 'follows' : seconds > 0 ? `in ${seconds} s` : 'begins …'}</p>`;
}

/** When the step was at work, within the run. Decoration: the durations are beside it in words. */
function bar(times, spans, status) {
  const scale = 100 / (times.to - times.from);
  return html`
    <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" data-status=${status}>
      <rect class="track" width="100" height="4"></rect>
      ${spans.map((span) => svg`<rect class=${span.kind} x=${((span.from - times.from) * scale).toFixed(2)} height="4"
        width=${Math.max(0.8, (span.to - span.from) * scale).toFixed(2)}></rect>`)}
    </svg>`;
}

function more(model, state, id, title, open, canRestart) {
  const events = eventsOf(model.store.events, state, id).filter((event) => event.type === 'agent-step');
  const result = state.stepResults[id];
  const progress = events.length ? html`
    <details class="json" ?open=${!result && open}><summary class="tiny">Progress<span class="unseen"> of ${title}</span></summary>
      <ol class="log">${events.map((event) => html`
        <li><time class="number" datetime=${event.timestamp}>${clockMs(event.timestamp)}</time><span class="wrap" dir="auto">${event.message}</span></li>`)}</ol>
    </details>` : nothing;
  if (!result) return progress;
  return html`
    <details ?open=${open}>
      <summary class="tiny">Result<span class="unseen"> of ${title}</span></summary>
      ${resultView(id, result)}
      ${progress}
      ${canRestart ? html`<button type="button" class="quiet" @click=${() => restart(model, id)}>${icon('restart')} Restart from here …</button>` : nothing}
    </details>`;
}
