import { PROBLEM_CODES } from '../problems/problem-codes.js';
import { DOCS_STYLE } from './docs-style.js';
import { type DocsEntry, docsRoute } from './docs-route.js';
import { inline, Markup, markup, prose } from './markup.js';
import type { OpenApiDocument } from './openapi.js';

/** /docs: one HTML page that needs nothing but itself. */
export function docsPage(document: OpenApiDocument, baseUrl: string): string {
  const { title, version, description } = document.info;
  const groups = groupsOf(document);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(DOCS_STYLE)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="soft">Version ${version} · <a href="/openapi.json">OpenAPI 3.1 document</a></p>
${description !== undefined && prose(description)}
<p>Send <code>Authorization: Bearer $TOKEN</code> with every call that is not marked public. Times are RFC 3339. Unknown
fields and parameters are refused. Errors are <a href="#errors">problem details</a> with a stable code.</p>
<nav aria-label="Routes">
${groups.map(({ name, entries }) => markup`<h2>${name}</h2><ul>${entries.map(navItem)}</ul>`)}
</nav>
</header>
<main>
${groups.map(({ name, entries }) => {
  return markup`<section><h2>${name}</h2>${entries.map((entry) => docsRoute(document, baseUrl, entry))}</section>`;
})}
${errorsSection()}
</main>
</body>
</html>
`.text;
}

function groupsOf(document: OpenApiDocument): { name: string; entries: DocsEntry[] }[] {
  const entries = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return document.tags.map(({ name }) => ({
    name,
    entries: entries.filter((entry) => entry.operation.tags.includes(name)),
  }));
}

function navItem({ path, method, operation }: DocsEntry): Markup {
  return markup`<li><span class="method">${method.toUpperCase()}</span>
<a href="#${operation.operationId}"><code>${path}</code></a>
<span class="soft">${inline(operation.summary)}</span></li>`;
}

function errorsSection(): Markup {
  const rows = Object.entries(PROBLEM_CODES).map(
    ([code, { status, meaning }]) =>
      markup`<tr><td><code>${code}</code></td><td>${status}</td><td>${inline(meaning)}</td></tr>`,
  );
  return markup`<section id="errors"><h2>Errors</h2>
<p>Every error is <code>application/problem+json</code> (RFC 9457): <code>type</code>, <code>title</code>,
<code>status</code>, <code>detail</code>, <code>code</code> and <code>requestId</code>; an invalid request also has
<code>errors</code>, with <code>field</code>, <code>message</code> and, where that is a list, <code>allowed</code>.
Routes may add codes of their own.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead>
<tbody>${rows}</tbody></table></div></section>`;
}
