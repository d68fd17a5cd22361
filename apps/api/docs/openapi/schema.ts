/** JSON Schema (2020-12), which OpenAPI 3.1 speaks, in a few words. */
export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const flag: Schema = { type: 'boolean' };
export const whole: Schema = { type: 'integer' };
export const anything: Schema = {};
export const instant: Schema = { type: 'string', format: 'date-time', description: 'RFC 3339 with an offset; +07:00 out.' };
export const day: Schema = { type: 'string', format: 'date' };
export const minutes: Schema = { type: 'integer', minimum: 0, description: 'Working minutes.' };

/** A name that ends in `?` may be absent. Shapes may grow: what is not named here is allowed. */
export const object = (members: Readonly<Record<string, Schema>>, description?: string): Schema => {
  const names = Object.keys(members);
  const properties = Object.fromEntries(names.map((name) => [name.replace(/\?$/, ''), members[name]]));
  return {
    type: 'object',
    properties,
    required: names.filter((name) => !name.endsWith('?')),
    ...(description ? { description } : {}),
  };
};
export const list = (items: Schema): Schema => ({ type: 'array', items });
export const record = (values: Schema): Schema => ({ type: 'object', additionalProperties: values });
export const oneOf = (...values: readonly (string | null)[]): Schema => ({ enum: values });
export const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
