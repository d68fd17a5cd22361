import { Html, html, pageOf } from './html.js';

interface Shown {
  readonly summary?: string;
  readonly value: unknown;
}
interface Content {
  readonly schema?: unknown;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, Shown>>;
}
interface Operation {
  readonly tags: readonly string[];
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: unknown;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Content>> }>
  >;
}
interface Document {
  readonly info: { readonly title: string; readonly description: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

/** The OpenAPI document as a page to read: it folds without a script. */
export const documentPage = (document: unknown): string => {
  const { info, tags, paths, components } = document as Document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const used = tags.filter(({ name }) => operations.some(({ operation }) => operation.tags.includes(name)));
  return pageOf(
    info.title,
    html`<h1>${info.title}</h1><p>${info.description}</p>
<nav>${used.map(({ name }) => html`<a href="#${name}">${name}</a>`)}<a href="#schemas">schemas</a><a href="/api/docs/problems">problems</a><a href="/api/openapi.json">openapi.json</a></nav>
${used.map(({ name }) => html`<h2 id="${name}">${name}</h2>${operations.filter(({ operation }) => operation.tags.includes(name)).map(section)}`)}
<h2 id="schemas">schemas</h2>${Object.entries(components.schemas).map(([name, schema]) => html`<details id="schema-${name}"><summary><code>${name}</code></summary><div>${json(schema)}</div></details>`)}`,
  );
};

const section = ({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Operation;
}): Html => html`<details id="${operation.operationId}">
<summary><span class="method ${method}">${method}</span><code>${path}</code><span class="what">${operation.summary}</span></summary>
<div>${operation.description ? html`<p>${operation.description}</p>` : null}${parameters(operation)}${body(operation)}<h4>Answers</h4>${Object.entries(operation.responses).map(response)}</div>
</details>`;

const parameters = ({ parameters: all }: Operation): Html | null =>
  all.length === 0
    ? null
    : html`<h4>Parameters</h4><table>${all.map((p) => html`<tr><td><code>${p.name}</code>${p.required ? ' *' : ''}</td><td>${p.in}</td><td><code>${JSON.stringify(p.schema)}</code></td><td>${p.description}</td></tr>`)}</table>`;

const body = ({ requestBody }: Operation): Html | null =>
  requestBody ? html`<h4>Body</h4>${Object.values(requestBody.content).map((content) => contentOf(content))}` : null;

const response = ([status, { description, content = {} }]: [string, Operation['responses'][string]]): Html =>
  html`<details><summary><strong>${status}</strong><span class="what">${description}</span></summary><div>${Object.entries(content).map(([type, c]) => html`<p><code>${type}</code></p>${contentOf(c)}`)}</div></details>`;

const contentOf = ({ schema, example, examples = {} }: Content): Html =>
  html`${Object.values(examples).map(({ summary, value }) => folded(summary ?? 'Example', value))}${
    example === undefined ? null : folded('Example', example)
  }${schema === undefined ? null : folded('Schema', schema)}`;

const folded = (title: string, value: unknown): Html =>
  html`<details><summary>${title}</summary><div>${json(value)}</div></details>`;
const json = (value: unknown): Html => {
  const linked = html`${JSON.stringify(value, null, 2)}`.text.replace(
    /#\/components\/schemas\/(\w+)/g,
    '<a href="#schema-$1">$1</a>',
  );
  return html`<pre>${new Html(linked)}</pre>`;
};
