import { diffAgents } from '../state/agent-diff.js';

/** The agent that the current run changes, and how it differs; null for a new one. Computed once for each pair. */
export function differenceOf(model, state) {
  const { baseAgent, agent } = state;
  if (!baseAgent || !agent || baseAgent === agent) return null;
  if (model.ui.diffOf?.[0] !== baseAgent || model.ui.diffOf?.[1] !== agent) {
    Object.assign(model.ui, { diffOf: [baseAgent, agent], diff: diffAgents(baseAgent, agent) });
  }
  return model.ui.diff;
}
