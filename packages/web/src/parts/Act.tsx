import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { MouseEventHandler, ReactNode } from 'react';
import { useRefusal } from '../server/control.ts';

export interface ActProps extends Omit<ButtonProps, 'children'> {
  readonly children: ReactNode;
  readonly onClick: MouseEventHandler<HTMLButtonElement>;
  /** What it does, for the tooltip. */
  readonly help?: string;
  /** Why it cannot be done besides control; null when it can. */
  readonly refused?: string | null | undefined;
  /** Can be done without control, such as a stop. */
  readonly always?: boolean;
}

/** A button that does something at the microscope or to files. When it cannot, it says why. */
export function Act({ children, help, refused = null, always = false, onClick, ...rest }: ActProps) {
  const noControl = useRefusal();
  const why = refused ?? (always ? null : noControl);
  const label = why ?? help;
  return (
    <Tooltip label={label} disabled={label === undefined}>
      <Button
        {...rest}
        data-disabled={why !== null || undefined}
        aria-disabled={why !== null}
        onClick={(event) => (why === null ? onClick(event) : event.preventDefault())}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
