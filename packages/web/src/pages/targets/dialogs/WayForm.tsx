import { Checkbox, NumberInput, Radio, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import type { WayDraft } from './ways.ts';

interface WayFormProps {
  readonly draft: WayDraft;
  readonly onDraft: (draft: WayDraft) => void;
}

/** What has to be said for one way of choosing targets, besides the name of the area. */
export function WayForm({ draft, onDraft }: WayFormProps) {
  switch (draft.way) {
    case 'polygon':
      return (
        <Stack gap="xs">
          <Checkbox
            label="Hexagonal instead of square rows"
            checked={draft.hexagonal}
            onChange={({ currentTarget: { checked } }) => onDraft({ ...draft, hexagonal: checked })}
          />
          <Figure
            label="Rows turned by, °"
            value={draft.rotationDeg}
            range={[-180, 180]}
            onFigure={(rotationDeg) => onDraft({ ...draft, rotationDeg })}
          />
          <Radio.Group
            label="Tracking target"
            value={draft.start}
            onChange={(start) => onDraft({ ...draft, start: start === 'here' || start === 'best' ? start : 'middle' })}
          >
            <Stack gap={4} mt={4}>
              <Radio value="middle" label="In the middle of the polygon" />
              <Radio value="best" label="Where image shift reaches most targets" />
              <Radio value="here" label="Where the stage stands" />
            </Stack>
          </Radio.Group>
        </Stack>
      );
    case 'pattern':
      return (
        <Stack gap="xs">
          <Figure
            label="Rings of holes about the middle"
            value={draft.rings}
            range={[1, 20]}
            onFigure={(rings) => onDraft({ ...draft, rings: Math.round(rings) })}
          />
          <Checkbox
            label="Hexagonal pattern"
            checked={draft.hexagonal}
            onChange={({ currentTarget: { checked } }) => onDraft({ ...draft, hexagonal: checked })}
          />
          <Text size="sm" fw={500}>
            Places of the holes refined
          </Text>
          <SegmentedControl
            aria-label="Places of the holes refined"
            value={draft.refine}
            onChange={(refine) =>
              onDraft({ ...draft, refine: refine === 'not' || refine === 'template' ? refine : 'holes' })
            }
            data={[
              { value: 'not', label: 'not' },
              { value: 'template', label: 'by an average hole' },
              { value: 'holes', label: 'by holes in a View' },
            ]}
          />
        </Stack>
      );
    case 'shift':
      return (
        <Stack gap="xs">
          <SegmentedControl
            aria-label="Shifts count from"
            value={draft.from}
            onChange={(from) => onDraft({ ...draft, from: from === 'last' ? 'last' : 'tracking' })}
            data={[
              { value: 'tracking', label: 'from the tracking target' },
              { value: 'last', label: 'from the last target' },
            ]}
          />
          <Textarea
            label="Image shifts x, y in µm, one target a line"
            placeholder={'1.5, 0\n-1.5, 2.25'}
            rows={5}
            value={draft.shifts}
            onChange={({ currentTarget: { value } }) => onDraft({ ...draft, shifts: value })}
          />
        </Stack>
      );
    case 'drag':
    case 'group':
      return null;
  }
}

interface FigureProps {
  readonly label: string;
  readonly value: number;
  readonly range: readonly [number, number];
  readonly onFigure: (value: number) => void;
}

const Figure = ({ label, value, range: [min, max], onFigure }: FigureProps) => (
  <NumberInput
    label={label}
    value={value}
    min={min}
    max={max}
    onChange={(next) => onFigure(typeof next === 'number' ? next : value)}
  />
);
