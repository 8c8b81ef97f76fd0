import { TextInput, Tooltip } from '@mantine/core';
import { settingsTable } from 'pacetomo/page';
import { useEffect, useState } from 'react';
import { useRefusal } from '../../../server/control.ts';
import type { Editing } from '../useEditing.ts';
import styles from './Panel.module.css';
import { fileName, ownText, readTyped, type TiltField, tiltFields } from './tiltFields.ts';

/** The tilt range and the slope of the sample as the targets file says them; empty fields take the run's own value. */
export function TiltFields({ editing }: { readonly editing: Editing }) {
  return (
    <fieldset className={styles.fields} aria-label="Tilt range and slope of the sample, degrees">
      {tiltFields.map((field) => (
        <Field key={field.name} field={field} editing={editing} />
      ))}
    </fieldset>
  );
}

function Field({ field: { name, label }, editing }: { readonly field: TiltField; readonly editing: Editing }) {
  const { area, edit, why } = editing;
  const noControl = useRefusal();
  const own = ownText(area, name);
  const [typed, setTyped] = useState(own ?? '');
  useEffect(() => setTyped(own ?? ''), [own]);
  const refused = why('settings') ?? noControl;
  const read = readTyped(name, typed, own);
  const wrong = read?.kind === 'wrong' ? read.why : null;
  const keep = async (): Promise<void> => {
    if (read === null || read.kind === 'wrong') return;
    const done = await edit(
      read.kind === 'set'
        ? { kind: 'set', name: fileName(name), text: read.text }
        : { kind: 'unset', name: fileName(name) },
    );
    if (!done) setTyped(own ?? '');
  };
  return (
    <Tooltip label={wrong ?? refused ?? settingsTable[name].help}>
      <TextInput
        label={`${label}, °`}
        size="xs"
        value={typed}
        placeholder={String(area.inForce[name])}
        readOnly={refused !== null}
        error={wrong !== null}
        inputMode="decimal"
        onChange={({ currentTarget: { value } }) => setTyped(value)}
        onBlur={() => void keep()}
        onKeyDown={({ key }) => {
          if (key === 'Enter') void keep();
          if (key === 'Escape') setTyped(own ?? '');
        }}
      />
    </Tooltip>
  );
}
