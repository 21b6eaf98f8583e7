/** What each step reads, and can be given otherwise when a run is restarted from it. */
import { STEP_IDS } from '../state/steps.js';

const UNDERSTANDING = 'prompt-understanding';

/** Which fields of earlier results a step reads; null for all. The first step reads the request alone. */
const READS = {
  'prompt-understanding': [],
  'decision-making': [[UNDERSTANDING, null]],
  'technical-analysis': [[UNDERSTANDING, null]],
  'database-generation': [[UNDERSTANDING, null], ['technical-analysis', null]],
  'action-generation': [[UNDERSTANDING, null], ['database-generation', ['models', 'enums']]],
  'schedule-generation': [[UNDERSTANDING, null], ['action-generation', ['actions']]],
};

/** The earlier steps whose results a step reads, each with the fields, or null for all of them. */
export function sourcesOf(step) {
  return READS[step];
}

/** The input of a step, as the last run had it. */
export function inputOf(state, step) {
  const input = READS[step].length ? {} : { request: state.request };
  for (const [earlier, fields] of READS[step]) {
    const result = state.stepResults[earlier] ?? state.agent ?? {};
    (fields || Object.keys(result)).forEach((field) => { if (field in result) input[field] = result[field]; });
  }
  return { ...input, ...state.stepInputs[step] };
}

/** The fields that were changed; null where none was. */
export function changedFields(before, after) {
  const changed = Object.entries(after).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]));
  return changed.length ? Object.fromEntries(changed) : null;
}

/** Steps that a restart may begin with: every step before them is done. */
export function reachedSteps(state) {
  const open = STEP_IDS.findIndex((step) => !['complete', 'skipped'].includes(state.stepProgress[step]));
  return STEP_IDS.slice(0, open < 0 ? STEP_IDS.length : open + 1);
}
