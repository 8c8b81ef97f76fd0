import { expect, test } from 'vitest';
import { inSession } from './session.ts';

/** Whether a call is left without an answer while other things go on. */
async function staysSilent(call: Promise<unknown>): Promise<boolean> {
  let answered = false;
  const done = () => {
    answered = true;
  };
  call.then(done, done);
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  return !answered;
}

test('on the internal port the script runs already: control is not to be asked for, and the script has a name', () =>
  inSession({ mode: 'internal' }, async ({ client }) => {
    expect(await client.askForControl()).toBe(false);
    expect(await client.call('GetVariable', 'scriptName')).toBe('Python script');
  }));

test('an internal script is over when its client leaves, and the next one begins anew', () =>
  inSession({ mode: 'internal' }, async ({ client, reconnect }) => {
    await client.call('SetVariable', 'mine', '6');
    await client.call('SetExposure', 'R', 3);
    client.close();
    const next = reconnect();
    expect(await next.call('IsVariableDefined', 'mine')).toBe(0);
    expect((await next.call('ReportExposure', 'R'))![0]).toBe(1.46);
    await expect(next.call('GetVariable', 'mine')).rejects.toThrow();
  }));

test('a shim hands the script over to a program and takes it back, with its variables', () =>
  inSession({ mode: 'internal-shim' }, async ({ client, reconnect }) => {
    await client.call('SetVariable', 'mine', '6');
    const program = reconnect();
    expect(await program.call('GetVariable', 'mine')).toBe('6');
    const shim = reconnect();
    expect(await shim.call('GetVariable', 'mine')).toBe('6');
    await shim.call('Exit', 1);
    expect(await staysSilent(shim.call('ReportTiltAngle'))).toBe(true);
  }));

test('after a program has left first, an error or Exit of the shim is never answered', () =>
  inSession({ mode: 'internal-shim' }, async ({ client, reconnect, virtual }) => {
    client.close();
    const shim = reconnect();
    expect(await shim.call('ReportTiltAngle')).toBe(0);
    expect(await staysSilent(shim.call('GetVariable', 'nothing'))).toBe(true);
    virtual.processEnds();
    const nextScript = reconnect();
    await nextScript.call('NoMessageBoxOnError', 1);
    await expect(nextScript.call('GetVariable', 'nothing')).rejects.toThrow(/not defined/);
  }));

test('after STOP an internal script gets no more answers', () =>
  inSession({ mode: 'internal' }, async ({ client, virtual, reconnect }) => {
    virtual.stopByUser();
    expect(await staysSilent(client.call('ReportTiltAngle'))).toBe(true);
    expect(await reconnect().call('ReportTiltAngle')).toBe(0);
  }));

test('from outside, an error does not end the script, and Exit does', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetVariable', 'mine', '6');
    await expect(client.call('GetVariable', 'nothing')).rejects.toMatchObject({ code: 'command-failed' });
    expect(await client.call('GetVariable', 'mine')).toBe('6');
    await client.call('Exit', 1);
    expect(await client.call('IsVariableDefined', 'mine')).toBe(0);
  }));
