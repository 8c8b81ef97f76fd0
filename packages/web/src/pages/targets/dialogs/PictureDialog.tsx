import { Anchor, Center, Group, Loader, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type AreaView, numberText } from 'pacetomo/page';
import { useEffect, useState } from 'react';
import { callBytes } from '../../../server/call.ts';
import { useReply } from '../../../server/replies.ts';

type Kind = 'preview' | 'view' | 'snapshot';

const words: Readonly<Record<Kind, string>> = { preview: 'Preview', view: 'View', snapshot: 'View with targets' };

interface PictureDialogProps {
  readonly area: AreaView;
  readonly index: number;
  readonly onClose: () => void;
}

/** What was seen of a target when it was chosen, and the way to its tilt series. */
export function PictureDialog({ area, index, onClose }: PictureDialogProps) {
  const target = area.targets[index];
  const [kind, setKind] = useState<Kind>(target?.previewMap == null && target?.viewMap != null ? 'view' : 'preview');
  const number = numberText(index + 1);
  const { data: areas = [] } = useReply('areas', {});
  const run = areas.find((one) => one.area === area.area)?.run ?? null;
  if (target === undefined) return null;
  return (
    <Modal opened onClose={onClose} title={`Target ${number} of ${area.area}`} size="xl">
      <Stack gap="xs">
        <Group justify="space-between">
          <SegmentedControl
            aria-label="Which picture"
            value={kind}
            onChange={(next) => setKind(next === 'view' || next === 'snapshot' ? next : 'preview')}
            data={(['preview', 'view', 'snapshot'] as const).map((value) => ({ value, label: words[value] }))}
          />
          {run === null ? (
            <Text size="xs" c="dimmed">
              There is no tilt series of it yet.
            </Text>
          ) : (
            <Anchor size="sm" href={`#/history/${encodeURIComponent(run)}`}>
              Tilt series {target.stack}
            </Anchor>
          )}
        </Group>
        <Picture area={area.area} target={number} kind={kind} />
        <Text size="xs" c="dimmed">
          {[target.previewMap, target.viewMap].filter((file) => file !== null).join(' · ') ||
            'No image was taken of it.'}
        </Text>
      </Stack>
    </Modal>
  );
}

function Picture({ area, target, kind }: { readonly area: string; readonly target: string; readonly kind: Kind }) {
  const { data, error, isPending } = useQuery({
    queryKey: ['picture', area, target, kind],
    queryFn: async ({ signal }) => (await callBytes('picture', { area, target, kind }, { signal })).blob(),
    retry: false,
    gcTime: 0,
  });
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (data === undefined) return;
    const made = URL.createObjectURL(data);
    setUrl(made);
    return () => {
      setUrl(null);
      URL.revokeObjectURL(made);
    };
  }, [data]);
  return (
    <Center mih={320} bg="dark.9" style={{ borderRadius: 4 }}>
      {isPending && <Loader size="sm" />}
      {error !== null && (
        <Text size="sm" c="gray.4" p="md">
          {error.message}
        </Text>
      )}
      {url !== null && (
        <img src={url} alt={`${words[kind]} of target ${target}`} style={{ maxWidth: '100%', maxHeight: '66vh' }} />
      )}
    </Center>
  );
}
