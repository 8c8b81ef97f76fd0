import { notifications } from '@mantine/notifications';

/** Shows what went wrong, in its own words. */
export function sayTrouble(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  notifications.show({
    color: 'red',
    title: 'Not done',
    message,
    autoClose: 12_000,
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Close' },
  });
}

/** Shows what has happened. */
export function say(title: string, message = ''): void {
  notifications.show({
    color: 'teal',
    title,
    message,
    autoClose: 5000,
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Close' },
  });
}
