import { TextInput } from '@mantine/core';
import { objectionToRoot } from 'pacetomo/page';
import { useReply } from '../../../server/replies.ts';

/** Why a new area cannot have a name; null when it can. */
export function useObjection(name: string): string | null {
  const { data: areas = [] } = useReply('areas', {});
  const objection = objectionToRoot(name);
  if (objection !== null) return `The name ${objection}.`;
  return areas.some(({ area }) => area.toLowerCase() === name.toLowerCase()) ? 'There is an area of this name.' : null;
}

interface AreaNameProps {
  readonly name: string;
  readonly onName: (name: string) => void;
}

/** The name of a new area, which all its files begin with. */
export function AreaName({ name, onName }: AreaNameProps) {
  const objection = useObjection(name);
  return (
    <TextInput
      label="Name of the new area"
      description="All its files begin with it."
      value={name}
      error={name === '' ? null : objection}
      maxLength={80}
      data-autofocus
      onChange={({ currentTarget: { value } }) => onName(value)}
    />
  );
}
