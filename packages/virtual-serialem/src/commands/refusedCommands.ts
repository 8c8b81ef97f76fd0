const notHere = 'This command is not available in the virtual SerialEM';

/** Commands that are refused on purpose rather than for want of somebody to write them. */
const reasons: readonly (readonly [why: string, names: readonly string[]])[] = [
  [
    'The virtual SerialEM starts no programs: whoever reaches its port could run anything on this computer',
    ['RunInShell', 'RunProcess', 'CreateProcess', 'NextProcessArgs', 'PipeToNextProcess', 'NextProcessPipeToVar'],
  ],
  ['The virtual SerialEM has no external tools', ['RunExternalTool', 'ExternalToolArgPlace']],
  [
    'The virtual SerialEM has no scripts in SerialEM’s own language',
    ['Call', 'CallMacro', 'CallScript', 'CallFunction', 'CallStringArray', 'StringArrayToScript'],
  ],
  ['The virtual SerialEM has no plugins', ['PluginAllDoubles', 'PluginString', 'PluginDoubleString']],
  ['The virtual SerialEM has no DigitalMicrograph', ['RunGatanScript']],
  ['The virtual stage is a single-tilt one without a B axis', ['SetStageBAxis', 'ReportStageBAxis']],
  [
    'SerialEM’s table wants a whole number where this command reads a name, so it always fails from outside',
    ['TrimString'],
  ],
  ['The virtual SerialEM sends no mail', ['SendEmail', 'ErrorBoxSendEmail', 'MailSubject', 'SetNextEmailAddress']],
];

const byName: ReadonlyMap<string, string> = new Map(
  reasons.flatMap(([why, names]) => names.map((name) => [name, why] as const)),
);

/** Why a command that is not there is refused, in a sentence without its end. */
export function whyRefused(name: string): string {
  return byName.get(name) ?? notHere;
}

/** Whether a command is refused on purpose. */
export function isRefusedOnPurpose(name: string): boolean {
  return byName.has(name);
}
