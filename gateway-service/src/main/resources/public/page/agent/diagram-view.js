import { html, nothing } from '../lit.js';
import { icon } from '../parts/icons.js';
import { differenceOf } from './difference.js';
import { modelDetails } from './models.js';
import './diagram.js';

/** The diagram, and beside it the model that was chosen. */
export function diagramView(model, state, address) {
  const { agent } = state;
  if (!agent.models.length) return html`<p class="empty grows">There are no models yet.</p>`;
  const diff = differenceOf(model, state);
  const shown = diff ? withRemoved(model, agent, state.baseAgent, diff) : agent;
  const chosen = [...agent.models, ...shown.models].find((each) => each.name === address.item);
  return html`
    <div class="diagram ${chosen ? 'with-details' : ''}">
      <entity-diagram .agent=${shown} .selected=${chosen?.name} .changes=${diff?.modelChanges} .fieldChanges=${diff?.fieldChanges}
        @select-model=${(event) => model.show('diagram', event.detail === chosen?.name ? '' : event.detail)}></entity-diagram>
      ${chosen ? html`
        <section class="details" aria-label="Model ${chosen.name}" data-item=${chosen.name}>
          <button type="button" class="quiet square close" aria-label="Close" @click=${() => model.show('diagram')}>${icon('cross')}</button>
          ${modelDetails(model, agent, chosen)}
        </section>` : nothing}
    </div>`;
}

/** The agent with the models and fields that the change removes, which the diagram shows as removed. The same one for each pair. */
function withRemoved(model, agent, baseAgent, { modelChanges }) {
  if (model.ui.removedFrom !== agent) {
    const before = new Map(baseAgent.models.map((each) => [each.name, each]));
    const removed = baseAgent.models.filter((each) => modelChanges.get(each.name) === 'removed');
    const models = [...agent.models.map((each) => withFieldsOf(before.get(each.name), each)), ...removed];
    Object.assign(model.ui, { removedFrom: agent, withRemoved: { ...agent, models } });
  }
  return model.ui.withRemoved;
}

function withFieldsOf(before, model) {
  const names = new Set(model.fields.map((field) => field.name));
  const removed = before?.fields.filter((field) => !names.has(field.name)) ?? [];
  return removed.length ? { ...model, fields: [...model.fields, ...removed] } : model;
}
