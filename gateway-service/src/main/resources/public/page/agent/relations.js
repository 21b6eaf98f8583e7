/** The lines between models: each foreign key, and each relation of many to many once. */
export function edgesOf(agent) {
  const names = new Set(agent.models.map((model) => model.name));
  const edges = [];
  for (const model of agent.models) {
    for (const field of model.fields) {
      if (!field.references || !names.has(field.references.model)) continue;
      edges.push({
        from: model.name,
        to: field.references.model,
        label: field.name,
        fromMany: !field.unique,
        toMany: false,
        optional: !field.required,
      });
    }
    for (const relation of model.relations) {
      if (relation.cardinality !== 'many-to-many' || !names.has(relation.model) || model.name > relation.model) continue;
      edges.push({ from: model.name, to: relation.model, label: relation.name, fromMany: true, toMany: true, optional: false });
    }
  }
  return edges;
}

const modelName = (reference) => reference.split('.')[0];

/** The actions that read or write a model, and the schedules that call those. */
export function usesOf(agent, model) {
  const touches = (list) => list.some((reference) => modelName(reference) === model);
  const actions = agent.actions
    .map((action) => ({ action, reads: touches(action.reads), writes: touches(action.writes) }))
    .filter((use) => use.reads || use.writes);
  const called = new Set(actions.map((use) => use.action.name));
  return { actions, schedules: agent.schedules.filter((schedule) => called.has(schedule.action)) };
}
