import { createTheme, type MantineColorsTuple } from '@mantine/core';

const ice: MantineColorsTuple = [
  '#e3f8f5',
  '#cdeee9',
  '#a0ddd4',
  '#6fcabe',
  '#48baab',
  '#2fb09f',
  '#1fab99',
  '#0e9685',
  '#008272',
  '#007465',
];
const night: MantineColorsTuple = [
  '#d7dee4',
  '#b6c1ca',
  '#8f9ca8',
  '#6a7885',
  '#46535f',
  '#35414c',
  '#252f38',
  '#1b242c',
  '#141b21',
  '#0e1418',
];

/** Dense, because screens of microscopes are small and full; figures of equal width, because they are compared. */
export const theme = createTheme({
  primaryColor: 'ice',
  primaryShade: 8,
  colors: { ice, dark: night },
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '19px' },
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 350, multiline: true, maw: 340, withArrow: true } },
    Table: { defaultProps: { verticalSpacing: 4, horizontalSpacing: 8 } },
    Modal: { defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' } } },
    Tabs: { defaultProps: { keepMounted: false } },
  },
});
