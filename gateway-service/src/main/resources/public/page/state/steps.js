/** The six steps of a run, in their order. */
export const STEPS = [
  { id: 'prompt-understanding', title: 'Prompt understanding', does: 'Reads what you ask for' },
  { id: 'decision-making', title: 'Decision making', does: 'Decides what has to be made' },
  { id: 'technical-analysis', title: 'Technical analysis', does: 'Works out relations and risks' },
  { id: 'database-generation', title: 'Database generation', does: 'Designs models, enums and SQL' },
  { id: 'action-generation', title: 'Action generation', does: 'Writes what the agent can do' },
  { id: 'schedule-generation', title: 'Schedule generation', does: 'Plans what it does by itself' },
];

export const STEP_IDS = STEPS.map((step) => step.id);

const TITLES = new Map(STEPS.map((step) => [step.id, step.title]));

export function titleOf(step) {
  return TITLES.get(step) || step;
}

/** The words for a step's status. */
export const STEP_WORDS = {
  pending: 'waiting',
  processing: 'processing',
  retrying: 'retrying',
  complete: 'complete',
  failed: 'failed',
  skipped: 'skipped',
};

const DONE = new Set(['complete', 'skipped']);

function isDone(status) {
  return DONE.has(status);
}

/** How many steps of a state are done. */
export function doneSteps(state) {
  return STEP_IDS.filter((step) => isDone(state.stepProgress[step])).length;
}

const AT_REST = new Set(['completed', 'failed', 'cancelled', 'paused']);

/** Whether a run goes on by itself in this status. */
export function isActive(status) {
  return !AT_REST.has(status);
}
