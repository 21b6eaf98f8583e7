/** What a person can do with a run, by its status. */
import { html, nothing } from '../lit.js';
import { go, TO_START } from '../address.js';
import { control, erase } from '../api/calls.js';
import { icon } from '../parts/icons.js';
import { notify } from '../parts/notices.js';
import { confirmDelete } from './delete-dialog.js';
import { restartDialog } from './restart-dialog.js';

const OFFERED = {
  pending: ['pause', 'cancel'],
  running: ['pause', 'cancel'],
  paused: ['resume', 'restart', 'cancel'],
  failed: ['retry', 'restart', 'cancel'],
  completed: ['restart'],
  cancelled: ['restart'],
};

const COMMANDS = {
  pause: { label: 'Pause', icon: 'pause', done: 'The run is paused.', undo: 'resume' },
  resume: { label: 'Resume', icon: 'play', done: 'The run goes on.', undo: 'pause', primary: true },
  retry: { label: 'Retry', icon: 'retry', done: 'The run goes on from the step that failed.', primary: true },
  restart: { label: 'Restart', icon: 'restart' },
  cancel: { label: 'Cancel', icon: 'stop', done: 'The run is cancelled.' },
};

export function controls(model, state) {
  if (model.isPast) return nothing;
  return html`
    <div class="row spread controls">
      <div id="controls" class="row" role="group" aria-label="Run">
        ${OFFERED[state.status].map((name) => button(model, state, name))}
      </div>
      <button type="button" class="quiet square" id="delete" aria-label="Delete this agent" title="Delete" @click=${() => remove(model)}>${icon('trash')}</button>
    </div>`;
}

function button(model, state, name) {
  const command = COMMANDS[name];
  // The second click of a double click would reach the button that has come in the place of this one.
  const act = ({ detail }) => { if (detail < 2) (name === 'restart' ? restart(model) : send(model, name)); };
  return html`<button type="button" class=${command.primary ? 'primary' : ''} ?disabled=${model.ui.sending === name} @click=${act}>${icon(command.icon)} ${command.label}</button>`;
}

async function send(model, name, body = {}) {
  const command = COMMANDS[name];
  model.set({ sending: name });
  try {
    await control(model.id, name, { ...body, ...(model.store.live.runId && { runId: model.store.live.runId }) });
    const action = command.undo ? { label: 'Undo', run: () => send(model, command.undo) } : null;
    notify(command.done, { kind: 'good', action });
  } catch (error) {
    notify(`${command.label} was refused: ${error.message}`, { kind: 'bad' });
  } finally {
    model.set({ sending: '' });
  }
}

/** Asks from where and with what, and restarts. */
export async function restart(model, step) {
  const chosen = await restartDialog(model.store.live, step);
  if (!chosen) return;
  try {
    await control(model.id, 'restart', { runId: model.store.live.runId, ...chosen });
    notify('A new run began.', { kind: 'good' });
  } catch (error) {
    notify(`Restart was refused: ${error.message}`, { kind: 'bad' });
  }
}

async function remove(model) {
  if (!(await confirmDelete(model.store.live))) return;
  try {
    await erase(model.id);
    go(TO_START);
    notify('The agent was deleted.', { kind: 'good' });
  } catch (error) {
    notify(`Delete was refused: ${error.message}`, { kind: 'bad' });
  }
}
