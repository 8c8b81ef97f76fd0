import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './page.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { replies } from './server/replies.ts';
import { App } from './shell/App.tsx';
import { theme } from './theme.ts';

const place = document.getElementById('page');
if (place === null) throw new Error('the document has no place for the page');

createRoot(place).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Notifications position="bottom-left" limit={4} />
      <QueryClientProvider client={replies}>
        <App />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
