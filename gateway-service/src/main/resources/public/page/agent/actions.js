import { html, nothing, repeat } from '../lit.js';
import { toDocument } from '../address.js';
import { jsonView } from '../parts/json-view.js';

const TRIGGERS = { request: 'on request', schedule: 'by schedule', event: 'on an event' };

/** What the agent can do: each action with what it takes, gives, reads and writes. */
export function actionsView(model, state, address) {
  const { actions } = state.agent;
  if (!actions.length) return html`<p class="empty grows">There are no actions yet.</p>`;
  return html`
    <div id="actions" class="entries">
      ${repeat(actions, (action) => action.name, (action) => actionView(model, action, action.name === address.item))}
    </div>`;
}

function actionView(model, action, chosen) {
  const models = (list) => list.map((reference) => html`<a class="chip mono" href=${toDocument(model.id, { tab: 'diagram', item: reference.split('.')[0], at: model.at })}>${reference}</a>`);
  return html`
    <details class="entry card" id="action-${action.name}" ?open=${chosen} data-item=${chosen ? action.name : nothing}>
      <summary>
        <span class="entry-title"><strong class="mono wrap">${action.name}</strong><span class="soft wrap" dir="auto">${action.purpose}</span></span>
        <span class="chips"><span class="chip">${TRIGGERS[action.trigger] ?? action.trigger}</span><span class="chip">${action.complexity} complexity</span></span>
      </summary>
      <dl class="facts-list">
        ${action.reads.length ? html`<div><dt>reads</dt><dd class="chips">${models(action.reads)}</dd></div>` : nothing}
        ${action.writes.length ? html`<div><dt>writes</dt><dd class="chips">${models(action.writes)}</dd></div>` : nothing}
      </dl>
      <div class="schemas">${schemaView('Input', action.input, action.name)}${schemaView('Output', action.output, action.name)}</div>
    </details>`;
}

/** A JSON Schema of an object as a table of its properties; as JSON where it is something else. */
function schemaView(title, schema, name) {
  const properties = Object.entries(schema.properties || {});
  const required = new Set(schema.required || []);
  return html`
    <section aria-label="${title} of ${name}">
      <h4>${title}</h4>
      ${properties.length ? html`
        <table class="fields"><tbody>${properties.map(([property, each]) => html`
          <tr><th scope="row" class="mono wrap">${property}${required.has(property) ? nothing : html`<span class="soft" title="optional">?</span>`}</th>
            <td class="mono t-type wrap">${typeOf(each)}</td></tr>`)}</tbody></table>`
        : html`<p class="soft tiny">${schema.type === 'object' ? 'nothing' : typeOf(schema)}</p>`}
      <details class="json"><summary class="tiny">JSON Schema</summary>${jsonView(schema, `${title} schema of ${name}`)}</details>
    </section>`;
}

function typeOf(schema) {
  if (schema.enum) return schema.enum.map((value) => value ?? 'null').join(' | ');
  if (schema.type === 'array') return `${schema.items ? typeOf(schema.items) : 'any'}[]`;
  const types = [schema.type ?? 'any'].flat().filter((type) => type !== 'null');
  return schema.format ?? types.join(' | ');
}
