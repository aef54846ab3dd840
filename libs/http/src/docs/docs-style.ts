import { createHash } from 'node:crypto';

/** The style of /docs: one column of text and tables, light or dark as the reader's system is. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --ink: #161616; --soft: #525252; --line: #e0e0e0; --page: #ffffff; --block: #f4f4f4;
  --accent: #0f62fe; --good: #0e6027; --bad: #a2191f; }
@media (prefers-color-scheme: dark) { :root { --ink: #f4f4f4; --soft: #c6c6c6; --line: #393939; --page: #161616;
  --block: #262626; --accent: #78a9ff; --good: #6fdc8c; --bad: #ff8389; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
main, header { max-width: 60rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 3rem; }
main { padding-bottom: 6rem; }
h1 { font-size: 2rem; font-weight: 400; margin: 0 0 .5rem; }
h2 { font-size: 1.375rem; font-weight: 400; margin: 4rem 0 1rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.0625rem; font-weight: 600; margin: 3rem 0 .5rem; }
h4 { font-size: .875rem; font-weight: 600; margin: 1.5rem 0 .375rem; }
p { margin: 0 0 .75rem; max-width: 44rem; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.soft { color: var(--soft); }
code, pre { font: .875em/1.5 ui-monospace, "Source Code Pro", Menlo, Consolas, monospace; }
code { overflow-wrap: anywhere; }
pre { background: var(--block); padding: 1rem; margin: 0 0 1rem; overflow-x: auto; }
nav h2 { font-size: .875rem; font-weight: 600; margin: 1.25rem 0 .25rem; padding: 0; border: 0; }
nav ul { list-style: none; padding: 0; margin: 0 0 1.25rem; }
nav li { display: grid; grid-template-columns: 4.5rem minmax(0, 1fr); gap: 0 .5rem; padding: .125rem 0; }
nav .soft { grid-column: 2; font-size: .875rem; }
.method { font: 600 .8125rem/1.8 ui-monospace, "Source Code Pro", Menlo, Consolas, monospace; color: var(--soft); }
.route { display: flex; flex-wrap: wrap; gap: 0 .75rem; font-weight: 400; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; margin: 0 0 1rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--soft); }
td:first-child { white-space: nowrap; }
td p { margin: 0; }
.good { color: var(--good); } .bad { color: var(--bad); }
details { margin: .25rem 0 0; } summary { cursor: pointer; color: var(--accent); }
details table { margin-top: .5rem; }
@media print { nav { display: none; } details > * { display: block; } }
`;

/** Nothing is loaded and nothing runs; only this very style is applied. */
export const DOCS_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(DOCS_STYLE).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
