import { z } from 'zod';

/** What the operator has chosen in SerialEM's Montage Setup. */
export const montageSchema = z.strictObject({
  set: z
    .enum(['view', 'record', 'search'])
    .default('view')
    .describe(
      'Camera set with which montages are taken, as chosen in Montage Setup. SerialEM proposes record; maps of grid squares are taken with view or search',
    ),
});
