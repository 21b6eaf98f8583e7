/** A JSON Schema in words, for the help beside an editor of JSON. */
import { html, nothing } from '../lit.js';

/** The fields of an object's schema, each with its kind, what it means and what it holds. */
export function schemaHelp(schema) {
  return html`<dl class="help">${Object.entries(schema.properties ?? {}).map(([name, field]) => html`
    <dt class="mono">${name}</dt>
    <dd class="soft">
      <span>${kindOf(field)}</span>${field.description ? html`<span>${field.description}</span>` : nothing}
      ${held(field) ? html`<details><summary>What is in it</summary>${schemaHelp(held(field))}</details>` : nothing}
    </dd>`)}</dl>`;
}

/** The schema of the objects that a field holds; undefined if it holds none with known fields. */
function held(field) {
  return [field, field.items].find((schema) => schema?.properties);
}

function kindOf(field) {
  if (field.enum) return `one of ${field.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  if (field.type === 'array') return field.items ? `a list, each ${kindOf(field.items)}` : 'a list';
  const kinds = [field.type].flat().filter(Boolean).map((type) => (type === 'null' ? 'nothing' : `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`));
  return kinds.join(' or ') || 'anything';
}
