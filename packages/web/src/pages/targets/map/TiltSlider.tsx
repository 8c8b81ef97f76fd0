import { Slider, Text } from '@mantine/core';
import type { AreaView } from 'pacetomo/page';
import { useShallow } from 'zustand/react/shallow';
import { useTargets } from '../targetsState.ts';
import styles from './MapStage.module.css';

/** The tilt at which beams and frames are drawn. */
export function TiltSlider({ area }: { readonly area: AreaView }) {
  const [shown, tiltDeg] = useTargets(useShallow((state) => [state.shown, state.tiltDeg]));
  if (!shown.beam) return null;
  const { minTiltDeg, maxTiltDeg } = area.inForce;
  const value = tiltDeg ?? area.chosenTiltDeg;
  return (
    <div className={`${styles.plate} ${styles.tilt}`}>
      <Text size="xs" w={58} style={{ flex: 'none' }}>
        Tilt {value.toFixed(0)}°
      </Text>
      <Slider
        style={{ flex: 1 }}
        size="sm"
        min={Math.min(minTiltDeg, value)}
        max={Math.max(maxTiltDeg, value)}
        step={1}
        label={null}
        value={value}
        thumbLabel="Tilt at which beams and frames are drawn"
        onChange={(next) => useTargets.setState({ tiltDeg: next })}
      />
    </div>
  );
}
