import { html, nothing, repeat } from '../lit.js';
import { toDocument } from '../address.js';
import { usesOf } from './relations.js';

/** All models and enums, as cards. */
export function modelsView(model, state) {
  const { agent } = state;
  return html`
    <div id="models" class="cards">
      ${repeat(agent.models, (each) => each.name, (each) => html`<article class="card" id="model-${each.name}">${modelDetails(model, agent, each)}</article>`)}
    </div>
    ${agent.enums.length ? html`
      <h3 class="part-title">Enums</h3>
      <div class="cards small">
        ${repeat(agent.enums, (each) => each.name, (each) => html`
          <article class="card"><h4 class="mono wrap">${each.name}</h4><div class="chips">${each.values.map((value) => html`<span class="chip mono">${value}</span>`)}</div></article>`)}
      </div>` : nothing}`;
}

/** One model: its fields and relations, who reads and writes it, and which schedules call those. */
export function modelDetails(model, agent, { name, fields, relations }) {
  const uses = usesOf(agent, name);
  const link = (tab, item) => toDocument(model.id, { tab, item, at: model.at });
  return html`
    <h3 class="wrap">${name}</h3>
    <table class="fields">
      <caption class="unseen">Fields of ${name}</caption>
      <thead class="unseen"><tr><th scope="col">Field</th><th scope="col">Type</th></tr></thead>
      <tbody>${fields.map((field) => html`
        <tr><th scope="row" class="mono wrap">${field.name}${field.required ? nothing : html`<span class="soft" title="optional">?</span>`}</th>
          <td class="wrap">${typeView(field, link)}</td></tr>`)}</tbody>
    </table>
    ${relations.length ? html`<p class="tiny soft uses">Relations</p><ul class="chips">${relations.map((relation) => html`
      <li class="chip"><span class="mono">${relation.name}</span> ${relation.cardinality} <a href=${link('diagram', relation.model)}>${relation.model}</a></li>`)}</ul>` : nothing}
    ${uses.actions.length ? html`<p class="tiny soft uses">Used by</p><ul class="chips">${uses.actions.map(({ action, writes }) => html`
      <li><a class="chip" href=${link('actions', action.name)}><span class="unseen">${writes ? 'written by ' : 'read by '}</span>${writes ? '✎' : '◦'} ${action.name}</a></li>`)}</ul>` : nothing}
    ${uses.schedules.length ? html`<p class="tiny soft uses">Scheduled by</p><ul class="chips">${uses.schedules.map((schedule) => html`
      <li><a class="chip" href=${link('schedules', schedule.name)}>◷ ${schedule.name}</a></li>`)}</ul>` : nothing}`;
}

function typeView(field, link) {
  const marks = [field.unique ? 'unique' : '', field.default != null ? `= ${field.default}` : ''].filter(Boolean);
  return html`<span class="mono">${field.references
    ? html`→ <a href=${link('diagram', field.references.model)}>${field.references.model}</a>`
    : html`<span class="t-type">${field.type}</span>`}</span>
    ${marks.length ? html` <span class="soft tiny">${marks.join(' · ')}</span>` : nothing}`;
}
