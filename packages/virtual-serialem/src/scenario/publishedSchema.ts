import { z } from 'zod';
import { scenarioSchema } from './scenario.ts';

/** A node of the JSON schema of a scenario, as far as it is looked at here. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** The JSON schema of a scenario file: what may be written, with descriptions and defaults. Parts that come again are spelt out or referred to. */
export function publishedSchema(repeated: 'inline' | 'ref' = 'inline'): SchemaNode {
  return { title, ...z.toJSONSchema(scenarioSchema, { io: 'input', reused: repeated }) } as SchemaNode;
}

const title = 'Scenario of a virtual SerialEM';

/** The text of `scenarios/scenario.schema.json`, laid out as the formatter of this repository would. */
export function publishedSchemaText(): string {
  return `${laidOut(publishedSchema('ref'), '', 0)}\n`;
}

const LINE_WIDTH = 120;

/** JSON with lists of plain values on one line where they fit; `before` counts the characters that stand on the line already. */
function laidOut(value: unknown, indent: string, before: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const isPlain = value.every((item) => typeof item !== 'object' || item === null);
    const onOneLine = `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    // One place is left for the comma.
    if (isPlain && before + onOneLine.length < LINE_WIDTH) return onOneLine;
    return `[\n${value.map((item) => `${deeper}${laidOut(item, deeper, deeper.length)}`).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, item]) => {
    const start = `${deeper}${JSON.stringify(key)}: `;
    return `${start}${laidOut(item, deeper, start.length)}`;
  });
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
