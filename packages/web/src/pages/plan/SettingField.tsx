import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { editArea } from './edits.ts';
import { usePlan } from './planStore.ts';
import { objectionTo, type SettingEntry, textOf } from './settingEntries.ts';

interface FieldProps {
  readonly area: string;
  readonly entry: SettingEntry;
  readonly refused: string | null;
}

/** The field of one setting by its kind. What is chosen holds at once; what is typed, with Enter or on leaving the field. */
export function SettingField({ area, entry, refused }: FieldProps) {
  const { name, row, value, words } = entry;
  const set = (text: string): void => void editArea(area, { kind: 'set', name, text });
  const common = { 'aria-label': words, 'aria-describedby': `help-${name}` };
  if (row.kind === 'yes-no')
    return (
      <Switch
        {...common}
        checked={value === true}
        disabled={refused !== null}
        label={value === true ? 'yes' : 'no'}
        onChange={(event) => set(textOf(event.currentTarget.checked))}
        mt={4}
      />
    );
  if (row.kind === 'choice')
    return (
      <NativeSelect
        {...common}
        size="xs"
        value={String(value)}
        disabled={refused !== null}
        data={[...row.choices]}
        onChange={(event) => set(event.currentTarget.value)}
      />
    );
  return <TypedField area={area} entry={entry} refused={refused} />;
}

/** Numbers and texts: what is typed is looked at as it is typed, and drawn; it is said when it is finished. */
function TypedField({ area, entry, refused }: FieldProps) {
  const { name, row, value, words } = entry;
  const known = textOf(value);
  const [text, setText] = useState(known);
  useEffect(() => setText(known), [known]);
  const said = text
    .trim()
    .replace('−', '-')
    .replace(/^(-?\d+),(\d+)$/, '$1.$2');
  const objection = text === known ? null : objectionTo(name, textOf(said));
  const type = (next: string): void => {
    setText(next);
    usePlan.setState({ draft: { area, name, text: next } });
  };
  const finish = (): void => {
    usePlan.setState({ draft: null });
    if (objection !== null || textOf(said) === known) return;
    void editArea(area, { kind: 'set', name, text: textOf(said) }).then((done) => done || setText(known));
  };
  const by = row.kind === 'number' ? stepOf(name, value) : 0;
  return (
    <TextInput
      aria-label={words}
      aria-describedby={`help-${name}`}
      value={text}
      disabled={refused !== null}
      error={objection}
      rightSection={
        row.unit === '' ? undefined : (
          <span style={{ fontSize: 12, color: 'var(--mantine-color-dimmed)' }}>{row.unit}</span>
        )
      }
      rightSectionWidth={row.unit.length * 7 + 16}
      inputMode={row.kind === 'number' ? 'decimal' : 'text'}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish();
        if (event.key === 'Escape') {
          usePlan.setState({ draft: null });
          setText(known);
        }
        const up = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
        if (row.kind !== 'number' || up === 0 || !Number.isFinite(Number(said))) return;
        event.preventDefault();
        const [low, high] = row.range;
        type(String(Number(Math.max(low, Math.min(high, Number(said) + up * by)).toFixed(6))));
      }}
    />
  );
}

/** By how much the arrow keys change a number: what people change it by. */
function stepOf(name: string, value: SettingEntry['value']): number {
  if (/(Min|Max|Start|min|max|start)\w*TiltDeg$/.test(name)) return 3;
  if (/Um$/.test(name)) return 0.1;
  if (/(Fraction|PerDeg)$/.test(name)) return 0.01;
  if (/S$/.test(name)) return 0.1;
  return Math.abs(Number(value)) >= 1000 ? 100 : 1;
}
