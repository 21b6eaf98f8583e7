/** The JSON Schema of what a step reads, put together from those of the results that it reads. */
import { Validator } from '/vendor/json-schema/validator.js';
import { get } from '../api/calls.js';
import { sourcesOf } from './step-input.js';

const DRAFT = '2020-12';
const REQUEST = { type: 'object', properties: { request: { type: 'string', description: 'What the agent shall do, in plain words.' } } };

/** The schema of a step's input; fails as a call to the gateway does. */
export async function inputSchema(step) {
  const sources = sourcesOf(step);
  if (!sources.length) return REQUEST;
  const results = (await Promise.all(sources.map(([earlier]) => get(`/step-results/${earlier}.schema.json`)))).map(open);
  const properties = {};
  results.forEach((result, i) => {
    const fields = sources[i][1] ?? Object.keys(result.properties);
    fields.forEach((field) => { properties[field] = result.properties[field]; });
  });
  return { type: 'object', properties };
}

/** The schema for results with more fields than a model is asked for: the built-in generator's have some. */
function open(schema) {
  return JSON.parse(JSON.stringify(schema), (key, value) => (key === 'additionalProperties' ? undefined : value));
}

/**
 * What does not fit the schema, the innermost places only.
 *
 * @param {object} schema
 * @param {object} values the fields to look at
 * @returns {{path: string, message: string}[]}
 */
export function misfits(schema, values) {
  const { errors } = new Validator(schema, DRAFT, false).validate(values);
  const places = errors.map(({ instanceLocation, error }) => ({ path: instanceLocation.slice(1), message: error }));
  return places.filter(({ path }, i) =>
    !places.some((other) => other.path.startsWith(`${path}/`)) && places.findIndex((other) => other.path === path) === i);
}
