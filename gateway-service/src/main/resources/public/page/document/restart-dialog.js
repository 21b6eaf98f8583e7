import { html, nothing } from '../lit.js';
import { titleOf } from '../state/steps.js';
import { openDialog } from '../parts/dialog.js';
import { icon } from '../parts/icons.js';
import { schemaHelp } from './schema-help.js';
import { changedFields, inputOf, reachedSteps } from './step-input.js';

const MISFITS_SHOWN = 5;

/** Asks from which step to restart, and with which input; answers `{step, input?}`, or undefined. */
export function restartDialog(state, step) {
  const steps = reachedSteps(state);
  const form = { step: step ?? state.error?.step ?? steps[0] };
  const choose = (chosen, update) => {
    form.step = chosen;
    form.before = inputOf(state, chosen);
    form.text = JSON.stringify(form.before, null, 2);
    form.problem = '';
    form.schema = null;
    form.schemaProblem = '';
    const shown = (said) => { if (form.step === chosen) { Object.assign(form, said); update(); } };
    import('./step-schemas.js')
      .then(async ({ inputSchema, misfits }) => shown({ schema: await inputSchema(chosen), misfits }))
      .catch((error) => shown({ schemaProblem: error.message }));
  };
  form.step = steps.includes(form.step) ? form.step : steps[0];
  return openDialog('Restart', (close, update) => {
    if (!form.before) choose(form.step, update);
    return html`
    <form @submit=${(event) => { event.preventDefault(); submit(form, close, update); }}>
      <p class="soft">A new run keeps the results of the steps before this one, and does this step and all after it again.</p>
      <label>From
        <select name="step" @change=${(event) => { choose(event.target.value, update); update(); }}>
          ${steps.map((id) => html`<option value=${id} ?selected=${id === form.step}>${titleOf(id)}</option>`)}
        </select></label>
      <label>Its input, as JSON
        <textarea name="input" class="mono" rows="14" spellcheck="false" dir="ltr" .value=${form.text}
          aria-invalid=${String(!!form.problem)} aria-describedby="input-help"
          @input=${(event) => { form.text = event.target.value; form.problem = check(form).problem; update(); }}></textarea></label>
      ${form.problem ? html`<p class="problem" role="alert">${icon('failed')}<span>${form.problem}</span></p>` : nothing}
      ${misfitsView(form)}
      <details id="input-help"><summary class="tiny">What this step reads</summary>
        ${form.schema ? schemaHelp(form.schema) : html`<p class="tiny soft">${form.schemaProblem || 'Loading …'}</p>`}
        <p class="tiny soft">Change values; leave the names. Only what you change is sent. A field that the step does not read fails it.</p>
      </details>
      <div class="actions">
        <button type="button" @click=${() => close()}>Keep the run</button>
        <button class="primary" ?disabled=${!!form.problem}>${icon('restart')} Restart${check(form).changed ? ' with this input' : ''}</button>
      </div>
    </form>`;
  }, { wide: true });
}

/** What of the changed fields does not fit the schema. It can be sent all the same: the step decides what it can read. */
function misfitsView(form) {
  const { changed } = check(form);
  const found = form.schema && changed ? form.misfits(form.schema, changed) : [];
  return found.length ? html`<div class="problem" data-kind="warn" role="status">${icon('failed')}<ul class="misfits">
      ${found.slice(0, MISFITS_SHOWN).map(({ path, message }) => html`<li><span class="mono">${path}</span> ${message}</li>`)}
      ${found.length > MISFITS_SHOWN ? html`<li>and ${found.length - MISFITS_SHOWN} more</li>` : nothing}
    </ul></div>` : nothing;
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
