import { describe, expect, test } from 'vitest';
import { InTurn } from '../../../src/desk/areas/inTurn.ts';
import { Recent } from '../../../src/desk/images/recent.ts';

describe('bytes that were used last', () => {
  /** Asks for names of ten bytes each, and says which had to be made. */
  async function madeOf(recent: Recent, names: string): Promise<string> {
    let made = '';
    for (const name of names) {
      await recent.get(name, async () => {
        made += name;
        return new Uint8Array(10);
      });
    }
    return made;
  }

  test('are kept up to a bound, and those used longest ago are forgotten first', async () => {
    const recent = new Recent(30);
    expect(await madeOf(recent, 'abca')).toBe('abc');
    expect(await madeOf(recent, 'd')).toBe('d'); // b is forgotten: a was used after it
    expect(await madeOf(recent, 'acd')).toBe('');
    expect(await madeOf(recent, 'ba')).toBe('ba');
  });

  test('are made once for all who ask at once, and again after a failure', async () => {
    const recent = new Recent(30);
    let made = 0;
    const make = async (): Promise<Uint8Array> => {
      made += 1;
      if (made === 1) throw new Error('the disk is busy');
      return new Uint8Array(10);
    };
    await Promise.allSettled([recent.get('a', make), recent.get('a', make)]);
    expect(made).toBe(1);
    await Promise.all([recent.get('a', make), recent.get('a', make)]);
    expect(made).toBe(2);
    expect((await recent.get('a', make)).length + made).toBe(12);
  });

  test('are not kept when they are too many', async () => {
    const recent = new Recent(9);
    expect(await madeOf(recent, 'aa')).toBe('aa');
  });
});

describe('in turn', () => {
  test('one thing is done after the other, after a failed one too, and names do not wait for each other', async () => {
    const turns = new InTurn();
    const said: string[] = [];
    let goOn = (): void => {};
    const first = turns.take('a', () =>
      new Promise<void>((resolve) => (goOn = resolve)).then(() => void said.push('a1')),
    );
    const second = turns.take('a', async () => {
      said.push('a2');
      throw new Error('no');
    });
    const third = turns.take('a', async () => said.push('a3'));
    await turns.take('b', async () => said.push('b'));
    goOn();
    await Promise.allSettled([first, second, third]);
    expect(said).toEqual(['b', 'a1', 'a2', 'a3']);
    await expect(second).rejects.toThrow('no');
  });
});
