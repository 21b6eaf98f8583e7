import { html, nothing } from '../lit.js';

const SIGNS = { added: '+', altered: '~', removed: '−' };

/** How two agents differ, part by part. */
export function diffView({ kinds, counts }) {
  if (!kinds.length) return html`<p class="empty">Both are the same.</p>`;
  return html`
    <p class="row">${Object.entries(counts).filter(([, count]) => count).map(([change, count]) => html`<span class="badge" data-status=${change}>${count} ${change}</span>`)}</p>
    ${kinds.map(({ title, changes }) => html`
      <h3 class="part-title">${title}</h3>
      <ul class="diff">${changes.map(changeView)}</ul>`)}`;
}

function changeView({ name, change, details }) {
  return html`
    <li data-change=${change}>
      <div class="row"><span class="sign" aria-hidden="true">${SIGNS[change]}</span><strong class="mono wrap">${name}</strong><span class="badge" data-status=${change}>${change}</span></div>
      ${details.length ? html`<ul>${details.map((detail) => html`
        <li data-change=${detail.change} class="wrap"><span class="sign" aria-hidden="true">${SIGNS[detail.change]}</span>
          <span><span class="unseen">${detail.change}: </span><span class="mono">${detail.name}</span>
          ${detail.before ? html` <del>${detail.before}</del>` : nothing}${detail.after ? html` <ins>${detail.after}</ins>` : nothing}</span></li>`)}</ul>` : nothing}
    </li>`;
}
