/** The options of a run, as fields of a form. What is left as it is, is left out. */
import { html } from '../lit.js';

const UNITS = { s: 1_000, min: 60_000, h: 3_600_000 };

export function optionsFields(prefix) {
  return html`
    <div class="option-fields">
      <label><input type="checkbox" name="validation" checked> Validate every result</label>
      <label><input type="checkbox" name="insights" checked> Suggest improvements</label>
      <label for="${prefix}-deadline">Deadline
        <span class="row"><input id="${prefix}-deadline" name="deadline" type="number" min="1" max="604800" inputmode="numeric" placeholder="none">
          <select name="unit" aria-label="Unit of the deadline">
            <option value="s">seconds</option><option value="min" selected>minutes</option><option value="h">hours</option>
          </select></span></label>
      <label for="${prefix}-attempts">Attempts for each step
        <input id="${prefix}-attempts" name="attempts" type="number" min="1" max="20" inputmode="numeric" placeholder="4"></label>
      <label for="${prefix}-budget">Token budget
        <input id="${prefix}-budget" name="budget" type="number" min="1" max="1000000000" inputmode="numeric" placeholder="none"></label>
      <label for="${prefix}-generator">Generator
        <input id="${prefix}-generator" name="generator" list="${prefix}-generators" pattern="[A-Za-z0-9_\\-]{1,64}" placeholder="the gateway’s default"></label>
      <datalist id="${prefix}-generators"><option value="built-in"></option><option value="openai"></option></datalist>
    </div>`;
}

/** The chosen options; null where all are the defaults. */
export function readOptions(form) {
  const { validation, insights, deadline, unit, attempts, budget, generator } = form.elements;
  const options = {
    ...(!validation.checked && { validation: false }),
    ...(!insights.checked && { insights: false }),
    ...(deadline.value && { deadlineMs: Number(deadline.value) * UNITS[unit.value] }),
    ...(attempts.value && { retryPolicy: { maxAttempts: Number(attempts.value) } }),
    ...(budget.value && { tokenBudget: Number(budget.value) }),
    ...(generator.value && { generator: generator.value }),
  };
  return Object.keys(options).length ? options : null;
}
