import { Button, Group, NumberInput, PasswordInput, Stack, Switch, Text, TextInput } from '@mantine/core';
import type { AlarmsView, BodyOf } from 'pacetomo/page';
import { useState } from 'react';
import { Act } from '../../parts/Act.tsx';
import { say } from '../../parts/say.ts';
import { noteReply, useAct, useReply } from '../../server/replies.ts';
import { beep, hasSound, keepSound } from '../../shell/alarm.ts';
import styles from './Run.module.css';

/** Whom to tell when a run ends, stands still or asks something. */
export function AlarmsPanel() {
  const { data: view } = useReply('alarms', {});
  const [sound, setSound] = useState(hasSound());
  return (
    <Stack gap="md" className={styles.alarms}>
      <Stack gap={6}>
        <Text fw={600} size="sm">
          In this browser
        </Text>
        <Group gap="sm">
          <Switch
            label="Sound"
            checked={sound}
            onChange={(event) => {
              keepSound(event.currentTarget.checked);
              setSound(event.currentTarget.checked);
            }}
          />
          <Button variant="default" onClick={() => beep([660, 880])}>
            Try the sound
          </Button>
        </Group>
        <Text size="xs" c="dimmed">
          The title of the tab flashes too when the page is not in sight.
        </Text>
      </Stack>
      {view !== undefined && <Elsewhere key={JSON.stringify(view)} view={view} />}
    </Stack>
  );
}

type Mail = NonNullable<BodyOf<'setAlarms'>['mail']>;
const noMail: Mail = { to: '', from: '', server: '', port: 587, user: null, password: null };

function Elsewhere({ view }: { readonly view: AlarmsView }) {
  const [webhook, setWebhook] = useState(view.webhook ?? '');
  const [hasMail, setHasMail] = useState(view.mail !== null);
  const [mail, setMail] = useState<Mail>(view.mail === null ? noMail : { ...noMail, ...view.mail });
  const save = useAct('setAlarms', {}, (saved) => {
    noteReply('alarms', {}, saved);
    say('Saved');
  });
  const attempt = useAct('tryAlarms', {}, ({ said }) => say('Tried', said));
  const set = (some: Partial<Mail>): void => setMail({ ...mail, ...some });
  return (
    <Stack gap="xs">
      <Text fw={600} size="sm">
        Elsewhere, when a run ends or stands still, or something is asked
      </Text>
      <TextInput
        label="Webhook"
        description="Is sent {title, text, kind, at, run} as JSON, for a chat room or a phone."
        placeholder="https://…"
        value={webhook}
        onChange={(event) => setWebhook(event.currentTarget.value)}
      />
      <Switch label="E-mail" checked={hasMail} onChange={(event) => setHasMail(event.currentTarget.checked)} />
      {hasMail && (
        <>
          <Group grow gap="xs" align="flex-start">
            <TextInput label="To" value={mail.to} onChange={(event) => set({ to: event.currentTarget.value })} />
            <TextInput label="From" value={mail.from} onChange={(event) => set({ from: event.currentTarget.value })} />
          </Group>
          <Group grow gap="xs" align="flex-start">
            <TextInput
              label="Server"
              value={mail.server}
              onChange={(event) => set({ server: event.currentTarget.value })}
            />
            <NumberInput
              label="Port"
              value={mail.port}
              min={1}
              max={65_535}
              onChange={(value) => set({ port: typeof value === 'number' ? value : 587 })}
            />
          </Group>
          <Group grow gap="xs" align="flex-start">
            <TextInput
              label="User, if it wants one"
              value={mail.user ?? ''}
              onChange={(event) => set({ user: event.currentTarget.value || null })}
            />
            <PasswordInput
              size="xs"
              label="Password"
              description="Never shown again"
              inputWrapperOrder={['label', 'input', 'description']}
              value={mail.password ?? ''}
              autoComplete="off"
              onChange={(event) => set({ password: event.currentTarget.value || null })}
            />
          </Group>
        </>
      )}
      <Group gap="xs">
        <Act
          loading={save.isPending}
          onClick={() => save.mutate({ webhook: webhook.trim() || null, mail: hasMail ? mail : null })}
        >
          Save
        </Act>
        <Act
          variant="default"
          loading={attempt.isPending}
          refused={view.webhook === null && view.mail === null ? 'Nothing is saved that could be tried.' : null}
          help="Sends a message that says it is a trial."
          onClick={() => attempt.mutate(undefined)}
        >
          Try
        </Act>
      </Group>
    </Stack>
  );
}
