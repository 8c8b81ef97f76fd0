import { Kbd, Modal, Table } from '@mantine/core';

const keys: readonly (readonly [string, string])[] = [
  ['↑ ↓', 'previous, next target'],
  ['Alt + arrows', 'move the chosen target by 0.1 µm on the screen'],
  ['S', 'skip the chosen target, or take it in again'],
  ['Delete', 'delete the chosen target; its files stay'],
  ['Enter', 'open its pictures; close a polygon'],
  ['A', 'click new targets'],
  ['P', 'click geometry points'],
  ['G', 'geometry point at the cursor'],
  ['D', 'draw a polygon'],
  ['V · Esc', 'choose and move; drop what was begun'],
  ['B', 'beams and the tilt slider'],
  ['H', 'holes'],
  ['L', 'outlines of the Navigator'],
  ['M', 'next map'],
  ['F · Shift + F', 'all targets · the whole map'],
  ['+ −', 'nearer, farther'],
  ['Ctrl + Z · Ctrl + Shift + Z', 'undo · redo'],
  ['Ctrl + S', 'save'],
  ['?', 'this list'],
];

const mouse: readonly (readonly [string, string])[] = [
  ['left', 'choose; drag a target to move it, the background to pan'],
  ['double', 'open the pictures of a target'],
  ['right', 'skip a target, or take it in again'],
  ['middle', 'geometry point'],
  ['wheel', 'zoom about the cursor'],
];

/** What keys and buttons of the mouse do. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keys and mouse" size="lg">
      <Table withRowBorders={false}>
        <Table.Tbody>
          {[...keys, ...mouse].map(([key, does]) => (
            <Table.Tr key={key}>
              <Table.Td w={210}>
                <Kbd size="xs">{key}</Kbd>
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
