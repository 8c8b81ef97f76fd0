import { Menu, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface MenuActProps {
  readonly children: ReactNode;
  /** Why it cannot be done; null when it can. */
  readonly refused?: string | null;
  readonly keys?: string;
  readonly isDangerous?: boolean;
  readonly onClick: () => void;
}

/** An entry of a menu. When it cannot be chosen, it says why under its name. */
export function MenuAct({ children, refused = null, keys, isDangerous, onClick }: MenuActProps) {
  return (
    <Menu.Item
      disabled={refused !== null}
      color={isDangerous ? 'red' : undefined}
      rightSection={
        keys === undefined ? undefined : (
          <Text size="xs" c="dimmed" ml="md">
            {keys}
          </Text>
        )
      }
      onClick={onClick}
    >
      {children}
      {refused !== null && (
        <Text size="xs" c="dimmed" maw={300}>
          {refused}
        </Text>
      )}
    </Menu.Item>
  );
}
