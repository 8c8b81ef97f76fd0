import type { Instrument } from '../instrument.ts';
import { itemType } from '../navigator/navigatorTable.ts';
import { chosenArea } from './chosenArea.ts';

/** Puts the targets that the microscopist has chosen into the Navigator, as points of one group; nothing when the scenario has no area. */
export function fillNavigator({ scenario, seed, navigator, column }: Instrument): void {
  const area = chosenArea(scenario, seed);
  if (!area) return;
  const groupId = navigator.uniqueId();
  area.targets.forEach(({ label, stageXUm, stageYUm }, i) => {
    navigator.add(
      [
        ['Color', 0],
        ['StageXYZ', [stageXUm, stageYUm, column.stage.reportedUm.z]],
        ['NumPts', 1],
        ['Regis', 1],
        ['Type', itemType.point],
        ['Note', i === 0 ? 'target 1, tracking' : `target ${label}`],
        ['GroupID', groupId],
        ['PtsX', stageXUm],
        ['PtsY', stageYUm],
      ],
      label,
    );
  });
  navigator.select(1);
}
