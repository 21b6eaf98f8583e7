import { html } from '../lit.js';
import { startDocument } from '../api/calls.js';
import { go, toDocument } from '../address.js';
import { icon } from '../parts/icons.js';
import { notify } from '../parts/notices.js';
import { optionsFields, readOptions } from './run-options.js';
import { EXAMPLES } from './examples.js';

const REQUEST_MAX = 200_000;

/** The box for a request, with examples and the options of the run. */
export function askForm() {
  return html`
    <form id="ask" class="ask-box" @submit=${ask} @keydown=${submitOnCtrlEnter} @invalid=${showOptions}>
      <label class="unseen" for="request">What should your agent do?</label>
      <textarea id="request" name="request" rows="4" required maxlength=${REQUEST_MAX} dir="auto"
        placeholder="Create a task management system. Every Friday at 17:00 send the manager a summary."></textarea>
      <details class="options">
        <summary>Options</summary>
        ${optionsFields('ask')}
      </details>
      <div class="ask-foot">
        <span class="tiny soft keys"><kbd>Ctrl</kbd> <kbd>Enter</kbd> builds it</span>
        <button class="primary" type="submit">${icon('sparkle')} Build it</button>
      </div>
    </form>
    <div class="examples row" role="group" aria-label="Examples">
      <span class="tiny soft">Try</span>
      ${EXAMPLES.map((example) => html`<button type="button" class="example" @click=${() => fill(example.request)}>${example.title}</button>`)}
    </div>`;
}

/** A field that is folded away cannot say what is wrong with it. */
const showOptions = {
  capture: true,
  handleEvent: ({ target }) => { if (target.closest('details')) target.closest('details').open = true; },
};

function fill(request) {
  const box = document.getElementById('request');
  box.value = request;
  box.focus();
}

export function submitOnCtrlEnter(event) {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
}

async function ask(event) {
  event.preventDefault();
  const form = event.target;
  const request = form.elements.request.value.trim();
  const button = form.querySelector('button[type=submit]');
  // The keys submit the form even while its button is disabled.
  if (!request || button.disabled) return;
  button.disabled = true;
  try {
    const options = readOptions(form);
    const accepted = await startDocument({ request, ...(options && { options }) });
    go(toDocument(accepted.documentId));
  } catch (error) {
    notify(error.message, { kind: 'bad' });
  } finally {
    button.disabled = false;
  }
}
