import { nothing, svg } from '../lit.js';

const HEAD = 32;
const LINE = 20;
const PAD = 12;
const CHAR = 6.7;
const HEAD_CHAR = 8;
const FIELDS_MAX = 12;
const NARROWEST = 150;
const WIDEST = 270;

/** How large the box of a model is. */
export function nodeSize(model) {
  const shown = model.fields.slice(0, FIELDS_MAX);
  const widest = Math.max(
    model.name.length * HEAD_CHAR,
    ...shown.map((field) => (field.name.length + typeOf(field).length + 3) * CHAR),
  );
  const lines = shown.length + (model.fields.length > FIELDS_MAX ? 1 : 0);
  return { width: Math.min(WIDEST, Math.max(NARROWEST, widest + 2 * PAD + 14)), height: HEAD + lines * LINE + PAD };
}

function typeOf(field) {
  return field.references ? `→ ${field.references.model}` : field.type;
}

/** A model's box: its name, and its fields with their types. */
export function nodeView(model, { box, selected, change, fieldChanges, onSelect }) {
  const shown = model.fields.slice(0, FIELDS_MAX);
  const rest = model.fields.length - shown.length;
  const choose = (event) => {
    if (event.type === 'keydown' && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    onSelect();
  };
  const label = `${model.name}, ${model.fields.length} fields${change ? `, ${change}` : ''}`;
  return svg`
    <g class="node" data-model=${model.name} data-change=${change ?? nothing} transform="translate(${box.x} ${box.y})" tabindex="0" role="button"
      aria-label=${label} aria-pressed=${String(selected)} @click=${choose} @keydown=${choose}>
      <rect class="box" width=${box.width} height=${box.height} rx="8"></rect>
      <path class="head" d="M0 8a8 8 0 0 1 8-8h${box.width - 16}a8 8 0 0 1 8 8v${HEAD - 8}h${-box.width}z"></path>
      <text class="name" x=${PAD} y="21">${cut(model.name, (box.width - 2 * PAD) / HEAD_CHAR)}</text>
      ${shown.map((field, index) => svg`
        <g data-change=${fieldChanges?.get(field.name) ?? nothing} transform="translate(0 ${HEAD + 6 + index * LINE})">
          <text x=${PAD} y="13" class="field ${field.name === 'id' ? 'key' : ''}">${cut(field.name, (box.width - 2 * PAD) / CHAR - Math.min(typeOf(field).length, 12) - 2)}${field.required ? '' : svg`<tspan class="optional">?</tspan>`}</text>
          <text x=${box.width - PAD} y="13" class="type ${field.references ? 'reference' : ''}" text-anchor="end">${cut(typeOf(field), (box.width - 2 * PAD) / CHAR - Math.min(field.name.length, 16) - 2)}</text>
        </g>`)}
      ${rest > 0 ? svg`<text class="more" x=${PAD} y=${HEAD + 19 + shown.length * LINE}>and ${rest} more</text>` : nothing}
    </g>`;
}

function cut(text, chars) {
  return text.length <= chars ? text : `${text.slice(0, Math.max(1, Math.floor(chars) - 1))}…`;
}
