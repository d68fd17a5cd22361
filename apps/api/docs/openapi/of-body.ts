import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, type ValidationTypes } from 'class-validator';
import { day, instant, type Schema } from './schema.js';

type BodyClass = new () => object;
/** What class-validator keeps of a decorator. `type` is `conditionalValidation` for `@IsOptional`. */
interface Rule {
  readonly propertyName: string;
  readonly type: string | ValidationTypes;
  readonly name?: string;
  readonly constraints?: readonly unknown[];
  readonly each: boolean;
}

/** The schema of a body, read off the class that checks it: what is documented is what is enforced. */
export const schemaOfBody = (type: BodyClass): Schema => {
  const rules = rulesOf(type);
  const names = [...new Set(rules.map((rule) => rule.propertyName))];
  const property = (name: string): Schema =>
    schemaOfProperty(
      type,
      name,
      rules.filter((rule) => rule.propertyName === name),
    );
  const required = names.filter(
    (name) => !rules.some((rule) => rule.propertyName === name && rule.type === 'conditionalValidation'),
  );
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((n) => [n, property(n)])),
    required,
    additionalProperties: false,
  };
};

const rulesOf = (type: BodyClass): Rule[] =>
  getMetadataStorage()
    .getTargetValidationMetadatas(type, '', false, false)
    .map((rule) => rule as unknown as Rule);

const schemaOfProperty = (type: BodyClass, name: string, rules: readonly Rule[]): Schema => {
  const nested = rules.some((rule) => rule.type === 'nestedValidation');
  const isList = rules.some((rule) => rule.name === 'isArray');
  const each = rules.filter((rule) => rule.each).map(keyword);
  const own = Object.assign({}, ...rules.filter((rule) => !rule.each).map(keyword));
  if (!isList) return nested ? nestedSchema(type, name, {}) : own;
  const items = nested ? nestedSchema(type, name, [{}]) : Object.assign({}, ...each);
  return { ...own, type: 'array', items };
};

/** Which class a member has, class-transformer knows: it makes one. */
const nestedSchema = (type: BodyClass, name: string, sample: object): Schema => {
  const made = (plainToInstance(type, { [name]: sample }) as Record<string, unknown>)[name];
  const member = (Array.isArray(made) ? made[0] : made) as object;
  return schemaOfBody(member.constructor as BodyClass);
};

const keyword = ({ name, constraints: [first] = [] }: Rule): Schema => {
  const known = KEYWORDS[name ?? ''];
  return known === undefined ? {} : known(first);
};

const KEYWORDS: Readonly<Record<string, (constraint: unknown) => Schema>> = {
  isString: () => ({ type: 'string' }),
  isNotEmpty: () => ({ minLength: 1 }),
  maxLength: (most) => ({ maxLength: most }),
  isIn: (values) => ({ enum: [...(values as readonly unknown[])] }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  min: (least) => ({ minimum: least }),
  max: (most) => ({ maximum: most }),
  isBoolean: () => ({ type: 'boolean' }),
  isObject: () => ({ type: 'object' }),
  arrayMaxSize: (most) => ({ maxItems: most }),
  arrayUnique: () => ({ uniqueItems: true }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  matches: (pattern) => ({ type: 'string', pattern: (pattern as RegExp).source }),
  isInstant: () => instant,
  isDay: () => day,
  isTimeOfDay: () => ({ type: 'string', pattern: '^(?:[01]\\d|2[0-3]):[0-5]\\d$' }),
  isFacts: () => ({ type: 'object', additionalProperties: { type: ['boolean', 'number', 'string', 'null'] } }),
  isTextRecord: () => ({ type: 'object', additionalProperties: { type: 'string' } }),
  isServes: () => ({ type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } }),
  isSessions: () => ({
    type: 'array',
    maxItems: 12,
    items: { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 2 },
    description: 'Pairs of opening and closing, HH:mm.',
  }),
};
