import { html } from '../lit.js';
import { openDialog } from '../parts/dialog.js';

/** Asks for the agent's name before it is deleted; answers whether it was given. */
export function confirmDelete(state) {
  const name = state.agent?.name || 'delete';
  let typed = '';
  return openDialog('Delete this agent', (close, update) => html`
    <form @submit=${(event) => { event.preventDefault(); if (typed === name) close(true); }}>
      <p>Its run, its results and all ${state.sequence + 1} events are deleted for good, for everybody who looks at it.</p>
      <label><span>Type <code class="wrap">${name}</code> to delete it</span>
        <input name="name" autocomplete="off" spellcheck="false" @input=${(event) => { typed = event.target.value.trim(); update(); }}></label>
      <div class="actions">
        <button type="button" @click=${() => close(false)}>Keep it</button>
        <button class="danger primary" ?disabled=${typed !== name}>Delete</button>
      </div>
    </form>`);
}
