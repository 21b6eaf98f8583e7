import { html, nothing } from '../lit.js';
import { startRun } from '../api/calls.js';
import { icon } from '../parts/icons.js';
import { notify } from '../parts/notices.js';
import { submitOnCtrlEnter } from '../start/ask-form.js';
import { isActive } from '../state/steps.js';

/** Asks for a change of the agent; waits for the run that is going on. */
export function changeForm(model, state) {
  if (model.isPast || !state.agent) return nothing;
  const waits = isActive(state.status) || state.status === 'paused';
  return html`
    <form id="change" class="ask-box" @submit=${(event) => change(event, model)} @keydown=${submitOnCtrlEnter}>
      <label class="unseen" for="change-request">What should change?</label>
      <textarea id="change-request" name="request" rows="2" required maxlength="200000" dir="auto" ?disabled=${waits}
        placeholder=${waits ? 'Changes wait for the end of this run' : 'What should change?'}></textarea>
      <div class="ask-foot"><button class="primary" ?disabled=${waits || model.ui.changing}>${icon('arrow')} Change it</button></div>
    </form>`;
}

async function change(event, model) {
  event.preventDefault();
  const form = event.target;
  const request = form.elements.request.value.trim();
  // The keys submit the form even while its button is disabled.
  if (!request || model.ui.changing) return;
  model.set({ changing: true });
  try {
    const { generator } = model.store.live.options ?? {};
    await startRun(model.id, { request, ...(generator && { options: { generator } }) });
    form.reset();
    model.show('changes');
  } catch (error) {
    notify(`The change was refused: ${error.message}`, { kind: 'bad' });
  } finally {
    model.set({ changing: false });
  }
}

/** Puts a suggestion into the box. */
export function suggest(text) {
  const box = document.getElementById('change-request');
  if (!box) return;
  box.value = text;
  box.focus();
}
