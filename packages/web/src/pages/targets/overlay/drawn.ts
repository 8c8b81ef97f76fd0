/** Says what something drawn is, for those who do not see it. */
export const drawn = (label: string) => ({ role: 'img', 'aria-label': label }) as const;
