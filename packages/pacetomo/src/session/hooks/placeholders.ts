import type { CompleteSeries } from './hooks.ts';

/** What may stand in the arguments of a command, by its name between braces. */
const placeholders = {
  series: ({ name }: CompleteSeries): string => name,
  manifest: ({ manifestPath }: CompleteSeries): string => manifestPath,
  done: ({ donePath }: CompleteSeries): string => donePath,
  folder: ({ folder }: CompleteSeries): string => folder,
} as const;

const isPlaceholder = (name: string): name is keyof typeof placeholders => Object.hasOwn(placeholders, name);

/** `{word}`; braces around anything else are nothing but braces. */
const pattern = /\{([A-Za-z]+)\}/g;

/** For sentences: `{series}, {manifest}, {done}, {folder}`. */
export const placeholderList: string = Object.keys(placeholders)
  .map((name) => `{${name}}`)
  .join(', ');

/** Placeholders in an argument that there are not, as they stand there: a slip that would show in the night. */
export const unknownPlaceholders = (argument: string): readonly string[] =>
  [...argument.matchAll(pattern)].flatMap(([whole, name = '']) => (isPlaceholder(name) ? [] : [whole]));

/** An argument with what it stands for. What was put in is not looked at again. */
export const filledIn = (argument: string, series: CompleteSeries): string =>
  argument.replace(pattern, (whole, name: string) => (isPlaceholder(name) ? placeholders[name](series) : whole));
