import { Center, Code, Paper, Stack, Text, Title } from '@mantine/core';

/** Nobody comes in without a link. */
export function NoEntry({ why }: { readonly why: string | null }) {
  return (
    <Center h="100%" p="md">
      <Paper p="xl" withBorder maw={520}>
        <Stack gap="sm">
          <Title order={3}>PACEtomo needs a link</Title>
          {why !== null && <Text c="orange">{why}</Text>}
          <Text size="sm">
            A page that can move a microscope opens by a link that works once, for a minute. The window in which
            PACEtomo was started shows a new one when you press Enter there; or ask for one with
          </Text>
          <Code block>pacetomo link</Code>
          <Text size="sm" c="dimmed">
            Somebody who has the page open already can make a link for you too: the icon with two persons at the top.
          </Text>
        </Stack>
      </Paper>
    </Center>
  );
}
