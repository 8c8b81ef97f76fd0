import { Box, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useReply } from '../../server/replies.ts';
import { Abilities } from './Abilities.tsx';
import { Connection } from './Connection.tsx';
import { Folders } from './Folders.tsx';
import { NextStep } from './NextStep.tsx';
import { Reading } from './Reading.tsx';
import { Virtual } from './Virtual.tsx';

/** Connects to SerialEM or to a virtual microscope, and shows how the microscope stands. */
export function MicroscopePage() {
  const { data, error } = useReply('microscope', {});
  if (error !== null)
    return (
      <Text p="md" c="red">
        {error.message}
      </Text>
    );
  if (data === undefined) return null;
  return (
    <Box className="room" p="md">
      <Stack gap="md" maw={1500} mx="auto">
        <NextStep view={data} />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <Stack gap="md">
            <Connection view={data} />
            <Virtual view={data} />
            <Folders view={data} />
          </Stack>
          <Stack gap="md">
            <Reading view={data} />
            <Abilities view={data} />
          </Stack>
        </SimpleGrid>
      </Stack>
      <Title order={1} className="sr-only">
        Microscope
      </Title>
    </Box>
  );
}
