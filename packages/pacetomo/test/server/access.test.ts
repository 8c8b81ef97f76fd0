import { describe, expect, test } from 'vitest';
import { FailureLimit } from '../../src/server/failureLimit.ts';
import { LaunchCodes } from '../../src/server/launchCodes.ts';
import { Tokens } from '../../src/server/tokens.ts';

describe('codes of links', () => {
  test('let in once', () => {
    const codes = new LaunchCodes(() => 0);
    const code = codes.make('viewer');
    expect(codes.use(code)).toBe('viewer');
    expect(codes.use(code)).toBeNull();
  });

  test('are good for 60 s', () => {
    let nowMs = 5000;
    const codes = new LaunchCodes(() => nowMs);
    const [one, other] = [codes.make('operator'), codes.make('operator')];
    nowMs += 59_999;
    expect(codes.use(one)).toBe('operator');
    nowMs += 1;
    expect(codes.use(other)).toBeNull();
  });

  test('have 256 random bits, as have tokens', () => {
    const codes = new LaunchCodes(() => 0);
    const tokens = new Tokens([], () => {});
    const secrets = Array.from({ length: 40 }, (_, i) =>
      i % 2 === 0 ? codes.make('viewer') : tokens.letIn('viewer').token,
    );
    expect(new Set(secrets).size).toBe(40);
    for (const secret of secrets) expect(Buffer.from(secret, 'base64url').length).toBe(32);
  });
});

describe('tokens', () => {
  test('are found, and what is kept of them is no token', () => {
    const tokens = new Tokens([], () => {});
    const { token, guest } = tokens.letIn('operator');
    expect(tokens.find(token)).toMatchObject({ id: guest.id, role: 'operator' });
    expect(tokens.find(`${token.slice(0, -1)}x`)).toBeNull();
    expect(JSON.stringify(tokens.kept())).not.toContain(token);
  });

  test('outlive the server by what is kept of them', () => {
    const first = new Tokens([], () => {});
    const { token } = first.letIn('viewer');
    expect(new Tokens(first.kept(), () => {}).find(token)).toMatchObject({ role: 'viewer' });
  });

  test('that were revoked are none, and their streams end', () => {
    const tokens = new Tokens([], () => {});
    const { token, guest } = tokens.letIn('viewer');
    const signal = tokens.signalOf(guest.id);
    tokens.revoke(guest.id);
    expect(signal.aborted).toBe(true);
    expect(tokens.find(token)).toBeNull();
    expect(tokens.signalOf(guest.id).aborted).toBe(true);
  });

  test('that nobody used for a week are forgotten', () => {
    const kept = new Tokens([], () => {}).letIn('viewer');
    const weekAgo = new Date(Date.now() - 8 * 24 * 3_600_000).toISOString();
    const digest = 'ab'.repeat(32);
    const old = new Tokens(
      [{ id: kept.guest.id, role: 'viewer', name: 'Viewer 1', digest, seenAt: weekAgo }],
      () => {},
    );
    expect(old.kept()).toEqual([]);
  });
});

test('strangers may fail ten times in a minute, then once a second', () => {
  let nowMs = 0;
  const limit = new FailureLimit(() => nowMs);
  for (let i = 0; i < 10; i++) {
    expect(limit.isOpen()).toBe(true);
    limit.note();
  }
  expect(limit.isOpen()).toBe(false);
  nowMs += 1000;
  expect(limit.isOpen()).toBe(true);
  limit.note();
  expect(limit.isOpen()).toBe(false);
  nowMs += 60_000;
  expect(limit.isOpen()).toBe(true);
});
