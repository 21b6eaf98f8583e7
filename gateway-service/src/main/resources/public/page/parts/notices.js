/** Short notices at the foot of the page, and the one polite live region. */
import { html, nothing, repeat } from '../lit.js';
import { icon } from './icons.js';

const SHOWN_MS = 8_000;
const MOST = 3;
const ANNOUNCE_AFTER_MS = 700;

let notices = [];
let nextId = 0;
let onChange = () => {};
let pending = null;

export function onNotices(listener) {
  onChange = listener;
}

/**
 * Shows a notice.
 *
 * @param {string} text
 * @param {{kind?: 'good'|'bad'|'plain', action?: {label: string, run: () => void}}} options `action` undoes what was done
 */
export function notify(text, { kind = 'plain', action = null } = {}) {
  const notice = { id: nextId++, text, kind, action };
  notices = [...notices, notice].slice(-MOST);
  if (kind !== 'bad') setTimeout(() => dismiss(notice.id), SHOWN_MS);
  onChange();
}

function dismiss(id) {
  notices = notices.filter((notice) => notice.id !== id);
  onChange();
}

/** Says something to a screen reader; of what comes within a moment only the last is said. */
export function announce(text) {
  clearTimeout(pending);
  pending = setTimeout(() => {
    document.getElementById('announcer').textContent = text;
  }, ANNOUNCE_AFTER_MS);
}

export function noticesView() {
  return repeat(notices, (notice) => notice.id, (notice) => html`
    <div class="notice" data-kind=${notice.kind} role=${notice.kind === 'bad' ? 'alert' : 'status'}>
      <p>${notice.text}</p>
      ${notice.action ? html`<button type="button" class="quiet" @click=${() => { dismiss(notice.id); notice.action.run(); }}>${notice.action.label}</button>` : nothing}
      <button type="button" class="quiet square" aria-label="Dismiss" @click=${() => dismiss(notice.id)}>${icon('cross')}</button>
    </div>`);
}
