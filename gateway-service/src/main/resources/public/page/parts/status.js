import { html, nothing } from '../lit.js';

/** A run's status, as a word on a coloured ground. */
export function statusBadge(status, id) {
  const active = status === 'running' || status === 'pending';
  return html`<span class="badge" data-status=${status}><span class="dot ${active ? 'pulse' : ''}"></span><span id=${id ?? nothing}>${status}</span></span>`;
}
