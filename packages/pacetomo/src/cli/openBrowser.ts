import { spawn } from 'node:child_process';

/** Opens a link in the browser that this computer uses by default, where there is one; otherwise the link stands in the terminal. */
export function openBrowser(link: string): void {
  const [program, ...args] =
    process.platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler', link] // no shell, so that nothing in a link can be a command
      : [process.platform === 'darwin' ? 'open' : 'xdg-open', link];
  if (program === undefined) return;
  spawn(program, args, { stdio: 'ignore', detached: true, windowsHide: true })
    .on('error', () => {})
    .unref();
}
