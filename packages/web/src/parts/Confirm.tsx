import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';

export interface ConfirmWish {
  readonly title: string;
  /** What will happen. */
  readonly text: ReactNode;
  /** What is exposed to the beam, in words; absent when nothing is. */
  readonly exposes?: string;
  readonly yes: string;
  readonly isDangerous?: boolean;
}

/** Asks before something that cannot be taken back. Gives the question to show, and what asks it. */
export function useConfirm(): {
  readonly dialog: ReactNode;
  readonly confirm: (wish: ConfirmWish) => Promise<boolean>;
} {
  const [asked, setAsked] = useState<(ConfirmWish & { readonly end: (yes: boolean) => void }) | null>(null);
  const confirm = (wish: ConfirmWish): Promise<boolean> =>
    new Promise((resolve) => {
      const end = (yes: boolean): void => {
        setAsked(null);
        resolve(yes);
      };
      setAsked({ ...wish, end });
    });
  const dialog = (
    <Modal opened={asked !== null} onClose={() => asked?.end(false)} title={asked?.title} size="md">
      {asked !== null && (
        <Stack gap="sm">
          <Text size="sm" component="div">
            {asked.text}
          </Text>
          {asked.exposes !== undefined && (
            <Group gap={6} wrap="nowrap" align="flex-start" c="orange">
              <IconBolt size={18} style={{ flex: 'none' }} />
              <Text size="sm">{asked.exposes}</Text>
            </Group>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => asked.end(false)}>
              Cancel
            </Button>
            <Button color={asked.isDangerous ? 'red' : undefined} onClick={() => asked.end(true)} data-autofocus>
              {asked.yes}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
  return { dialog, confirm };
}
