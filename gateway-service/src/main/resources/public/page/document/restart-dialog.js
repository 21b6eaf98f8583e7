import { html, nothing } from '../lit.js';
import { titleOf } from '../state/steps.js';
import { openDialog } from '../parts/dialog.js';
import { icon } from '../parts/icons.js';
import { changedFields, inputOf, reachedSteps, shapeOf } from './step-input.js';

/** Asks from which step to restart, and with which input; answers `{step, input?}`, or undefined. */
export function restartDialog(state, step) {
  const steps = reachedSteps(state);
  const form = { step: step ?? state.error?.step ?? steps[0] };
  const choose = (chosen) => {
    form.step = chosen;
    form.before = inputOf(state, chosen);
    form.text = JSON.stringify(form.before, null, 2);
    form.problem = '';
  };
  choose(steps.includes(form.step) ? form.step : steps[0]);
  return openDialog('Restart', (close, update) => html`
    <form @submit=${(event) => { event.preventDefault(); submit(form, close, update); }}>
      <p class="soft">A new run keeps the results of the steps before this one, and does this step and all after it again.</p>
      <label>From
        <select name="step" @change=${(event) => { choose(event.target.value); update(); }}>
          ${steps.map((id) => html`<option value=${id} ?selected=${id === form.step}>${titleOf(id)}</option>`)}
        </select></label>
      <label>Its input, as JSON
        <textarea name="input" class="mono" rows="14" spellcheck="false" dir="ltr" .value=${form.text}
          aria-invalid=${String(!!form.problem)} aria-describedby="input-help"
          @input=${(event) => { form.text = event.target.value; form.problem = check(form).problem; update(); }}></textarea></label>
      ${form.problem ? html`<p class="problem" role="alert">${icon('failed')}<span>${form.problem}</span></p>` : nothing}
      <details id="input-help"><summary class="tiny">What this step reads</summary>
        <dl class="help">${Object.entries(form.before).map(([field, value]) => html`<dt class="mono">${field}</dt><dd class="soft">${shapeOf(value)}</dd>`)}</dl>
        <p class="tiny soft">Change values; leave the names. Only what you change is sent. A field that the step does not read fails it.</p>
      </details>
      <div class="actions">
        <button type="button" @click=${() => close()}>Keep the run</button>
        <button class="primary" ?disabled=${!!form.problem}>${icon('restart')} Restart${check(form).changed ? ' with this input' : ''}</button>
      </div>
    </form>`, { wide: true });
}

function check(form) {
  try {
    const input = JSON.parse(form.text);
    if (input === null || typeof input !== 'object' || Array.isArray(input)) return { problem: 'The input must be an object: { … }' };
    const unknown = Object.keys(input).find((field) => !(field in form.before));
    if (unknown !== undefined) return { problem: `This step does not read “${unknown}”.` };
    return { problem: '', changed: changedFields(form.before, input) };
  } catch (error) {
    return { problem: `This is not JSON: ${error.message}` };
  }
}

function submit(form, close, update) {
  const { problem, changed } = check(form);
  form.problem = problem;
  if (problem) return update();
  return close({ step: form.step, ...(changed && { input: changed }) });
}
