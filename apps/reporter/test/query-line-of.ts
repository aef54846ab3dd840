import type { Condition } from '../src/search/event-search.js';

/** A query line that asks for these conditions: `parseQuery` gives them back. `quotes`: also where none are needed. */
export function queryLineOf(conditions: readonly Condition[], quotes: boolean): string {
  return conditions.map((condition) => `${condition.isNegated ? '-' : ''}${termOf(condition, quotes)}`).join(' ');
}

function termOf(condition: Condition, quotes: boolean): string {
  const listed = (texts: readonly string[]) => texts.map((text) => valueOf(text, quotes)).join(',');
  switch (condition.kind) {
    case 'words':
      return `"${condition.words.join(' ')}"`;
    case 'service':
    case 'family':
      return `${condition.kind}:${listed(condition.ids)}`;
    case 'action':
      return `action:${condition.patterns.map(({ text, isPrefix }) => (isPrefix ? `${text}*` : valueOf(text, quotes))).join(',')}`;
    case 'documented':
      return `documented:${listed([condition.isDocumented ? 'yes' : 'no'])}`;
    case 'outcome':
      return `outcome:${listed(condition.outcomes)}`;
    case 'text':
      return `${condition.field}:${listed(condition.values)}`;
    case 'reasonCode':
      return `reasonCode:${listed(condition.codes.map(String))}`;
    case 'address':
      return `address:${listed(condition.addresses.map(({ text }) => text))}`;
  }
}

function valueOf(text: string, quotes: boolean): string {
  return quotes || /[\s,*"“”„]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
}
