/** What all rows of the table of settings have. */
interface Common<Value> {
  /** Name in PACEtomo.py, or null where the original has no such setting. Either name is accepted everywhere. */
  readonly oldName: string | null;
  readonly unit: string;
  readonly default: Value;
  /** Title under which forms and docs/settings.md show it. */
  readonly group: string;
  /** One sentence for a microscopist. */
  readonly help: string;
}

export interface NumberRow extends Common<number> {
  readonly kind: 'number';
  /** The values that make sense, both ends included. */
  readonly range: readonly [number, number];
  readonly integer?: true;
}

export interface YesNoRow extends Common<boolean> {
  readonly kind: 'yes-no';
}

export interface ChoiceRow<Word extends string> extends Common<Word> {
  readonly kind: 'choice';
  /** The words that are allowed. */
  readonly choices: readonly Word[];
}

export interface TextRow extends Common<string> {
  readonly kind: 'text';
  /** What is allowed, in a few words, for the documents. */
  readonly allowed: string;
  /** Says what is wrong with a text, to follow the name of the setting; null when nothing is. */
  readonly check: (text: string) => string | null;
}

/** One setting. */
export type SettingRow = NumberRow | YesNoRow | ChoiceRow<string> | TextRow;

type Given<Row extends SettingRow, Rest extends keyof Row> = Omit<Row, 'kind' | 'group' | Rest>;

/** What makes rows of one group. */
interface RowMakers {
  number(row: Given<NumberRow, never>): NumberRow;
  yesNo(oldName: string | null, value: boolean, help: string): YesNoRow;
  choice<Word extends string>(row: Given<ChoiceRow<Word>, 'unit'>): ChoiceRow<Word>;
  text(row: Given<TextRow, never>): TextRow;
}

/** Makers of rows that belong to `group`. */
export function rowsOf(group: string): RowMakers {
  return {
    number: (row) => ({ ...row, kind: 'number', group }),
    yesNo: (oldName, value, help) => ({ kind: 'yes-no', oldName, unit: '', default: value, group, help }),
    choice: (row) => ({ ...row, kind: 'choice', unit: '', group }),
    text: (row) => ({ ...row, kind: 'text', group }),
  };
}
