import { Text } from '@mantine/core';
import type { AreaView } from 'pacetomo/page';
import styles from './Panel.module.css';

/** What was noticed when the file was read, and what is wrong with its settings. */
export function Remarks({ area: { problems, remarks } }: { readonly area: AreaView }) {
  if (problems.length + remarks.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section className={`${styles.section} ${styles.remarks}`} aria-label="Remarks" tabIndex={0}>
      {problems.map((problem) => (
        <Text key={problem} size="xs" c="red">
          {problem}
        </Text>
      ))}
      {remarks.map((remark) => (
        <Text key={remark} size="xs" c="dimmed">
          {remark}
        </Text>
      ))}
    </section>
  );
}
