import { Button, Menu } from '@mantine/core';
import { IconDownload, IconFileText, IconPackage, IconTable } from '@tabler/icons-react';
import { useState } from 'react';
import { sayTrouble } from '../../parts/say.ts';
import type { RunStory } from '../../runs/runStory.ts';
import { callBytes } from '../../server/call.ts';
import { csvOf } from './csv.ts';
import { nameIn, saveFile } from './saveFile.ts';

/** What of a run can be taken along: everything for somebody who is to help, its figures, its log. */
export function Export({ story }: { readonly story: RunStory }) {
  const [isFetching, setFetching] = useState(false);
  const { run, state, figures } = story;
  const fetchFile = async (route: 'bundle' | 'runLog', otherwise: string, query = ''): Promise<void> => {
    setFetching(true);
    try {
      const reply = await callBytes(route, { run }, { query });
      saveFile(nameIn(reply.headers.get('content-disposition'), otherwise), await reply.blob());
    } catch (error) {
      sayTrouble(error);
    } finally {
      setFetching(false);
    }
  };
  const name = run.replaceAll('~', '_');
  return (
    <Menu shadow="md" position="bottom-end" width={310}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={15} />} loading={isFetching}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconTable size={16} />}
          onClick={() => saveFile(`${name}.csv`, new Blob([csvOf(state, figures)], { type: 'text/csv' }))}
        >
          Figures of all images, as a table (CSV)
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFileText size={16} />}
          onClick={() => void fetchFile('runLog', `${name}.log`, '?after=0')}
        >
          The log
        </Menu.Item>
        <Menu.Item leftSection={<IconPackage size={16} />} onClick={() => void fetchFile('bundle', `${name}.tar.gz`)}>
          Plan, journal and logs in one file, to send along
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
