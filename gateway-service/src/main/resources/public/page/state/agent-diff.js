/** How two agents differ, by the names of their parts. */

const KINDS = [
  ['models', 'Models'],
  ['enums', 'Enums'],
  ['actions', 'Actions'],
  ['schedules', 'Schedules'],
];

/**
 * What was added, altered and removed.
 *
 * @returns {{kinds: {kind: string, title: string, changes: object[]}[], modelChanges: Map<string, string>,
 *     fieldChanges: Map<string, Map<string, string>>, counts: object}}
 *     a change is `{name, change: 'added'|'altered'|'removed', details: {name, change, before?, after?}[]}`
 */
export function diffAgents(before, after) {
  const kinds = KINDS.map(([kind, title]) => ({ kind, title, changes: diffNamed(before?.[kind] ?? [], after?.[kind] ?? [], detailsOf[kind]) }))
    .filter(({ changes }) => changes.length);
  const counts = { added: 0, altered: 0, removed: 0 };
  kinds.forEach(({ changes }) => changes.forEach(({ change }) => { counts[change] += 1; }));
  const models = kinds.find(({ kind }) => kind === 'models')?.changes ?? [];
  return {
    kinds,
    counts,
    modelChanges: new Map(models.map(({ name, change }) => [name, change])),
    fieldChanges: new Map(models.filter(({ change }) => change === 'altered')
      .map(({ name, details }) => [name, new Map(details.map((detail) => [detail.name, detail.change]))])),
  };
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function diffNamed(before, after, details) {
  const old = new Map(before.map((part) => [part.name, part]));
  const now = new Map(after.map((part) => [part.name, part]));
  return [
    ...after.filter((part) => !old.has(part.name)).map((part) => ({ name: part.name, change: 'added', details: details(null, part) })),
    ...after.filter((part) => old.has(part.name) && !same(old.get(part.name), part))
      .map((part) => ({ name: part.name, change: 'altered', details: details(old.get(part.name), part) })),
    ...before.filter((part) => !now.has(part.name)).map((part) => ({ name: part.name, change: 'removed', details: [] })),
  ];
}

const detailsOf = {
  models: (before, after) => [
    ...diffParts(before?.fields, after.fields, fieldText),
    ...(before ? diffParts(before.relations, after.relations, (relation) => `${relation.cardinality} ${relation.model}`) : []),
  ],
  enums: (before, after) => diffParts(before?.values.map((name) => ({ name })), after.values.map((name) => ({ name })), () => ''),
  actions: (before, after) => (before ? diffFields(before, after) : [{ name: after.purpose, change: 'added' }]),
  schedules: (before, after) => (before ? diffFields(withoutMeaning(before), withoutMeaning(after)) : [{ name: after.purpose, change: 'added' }]),
};

/** The recurrence follows from the cron expression, whose change is shown. */
function withoutMeaning({ recurrence, ...schedule }) {
  return schedule;
}

function diffParts(before = [], after = [], text) {
  const old = new Map(before.map((part) => [part.name, part]));
  const now = new Set(after.map((part) => part.name));
  return [
    ...after.filter((part) => !same(old.get(part.name), part)).map((part) => {
      const was = old.get(part.name);
      return was
        ? { name: part.name, change: 'altered', before: text(was), after: text(part) }
        : { name: part.name, change: 'added', after: text(part) };
    }),
    ...before.filter((part) => !now.has(part.name)).map((part) => ({ name: part.name, change: 'removed', before: text(part) })),
  ];
}

function diffFields(before, after) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => !same(before[field], after[field]))
    .flatMap((field) => (isSchema(before[field]) && isSchema(after[field])
      ? diffParts(properties(before[field], field), properties(after[field], field), (property) => property.type)
      : [{ name: field, change: 'altered', before: short(before[field]), after: short(after[field]) }]));
}

function isSchema(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The properties of a JSON Schema, by their paths: `input.items[].name`. */
function properties(schema, path, depth = 0) {
  if (depth > 6 || !isSchema(schema)) return [];
  const required = new Set(schema.required ?? []);
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, each]) => [
    { name: `${path}.${name}`, type: `${typeWords(each)}${required.has(name) ? ' required' : ''}` },
    ...properties(each, `${path}.${name}`, depth + 1),
  ]);
  return [...own, ...properties(schema.items, `${path}[]`, depth + 1)];
}

function typeWords(schema) {
  if (schema.enum) return schema.enum.join(' | ');
  return schema.format ?? [schema.type ?? 'any'].flat().join(' | ');
}

function fieldText(field) {
  return [
    field.type,
    field.required ? 'required' : 'optional',
    field.unique ? 'unique' : '',
    field.default != null ? `= ${field.default}` : '',
    field.references ? `→ ${field.references.model}` : '',
  ].filter(Boolean).join(' ');
}

function short(value) {
  if (Array.isArray(value)) return value.join(', ') || 'nothing';
  if (isSchema(value)) return JSON.stringify(value);
  return value == null ? 'nothing' : String(value);
}
