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
  const chosen = shown.models.find((each) => each.name === address.item);
  return html`
    <div class="diagram ${chosen ? 'with-details' : ''}">
      <entity-diagram .agent=${shown} .selected=${chosen?.name} .changes=${diff?.modelChanges}
        @select-model=${(event) => model.show('diagram', event.detail === chosen?.name ? '' : event.detail)}></entity-diagram>
      ${chosen ? html`
        <section class="details" aria-label="Model ${chosen.name}" data-item=${chosen.name}>
          <button type="button" class="quiet square close" aria-label="Close" @click=${() => model.show('diagram')}>${icon('cross')}</button>
          ${modelDetails(model, agent, chosen)}
        </section>` : nothing}
    </div>`;
}

/** The agent with the models that the change removes, which the diagram shows as removed. The same one for each pair. */
function withRemoved(model, agent, baseAgent, { modelChanges }) {
  const removed = baseAgent.models.filter((each) => modelChanges.get(each.name) === 'removed');
  if (!removed.length) return agent;
  if (model.ui.removedFrom !== agent) {
    Object.assign(model.ui, { removedFrom: agent, withRemoved: { ...agent, models: [...agent.models, ...removed] } });
  }
  return model.ui.withRemoved;
}
