import { type CommandRow, commandTable, type LostReplyClass } from './commandTable.ts';

type Table = typeof commandTable;

/** The name of any of SerialEM's 841 commands, the words of its script language included. */
export type CommandName = keyof Table;

/** The name of a command that can be sent through the socket. */
export type ExternalCommand = { [N in CommandName]: Table[N][3] extends 'language' ? never : N }[CommandName];

/** What a command gives back when its values are not known beforehand, as with `CallScript`. */
export type AnyReply = undefined | number | string | readonly (number | string)[];

type ArgumentOf<Key extends string> = Uppercase<Key> extends 'S' ? string : number;

type ArgumentsOf<Keys extends string, Known extends readonly unknown[] = []> = Keys extends `${infer Key}${infer Rest}`
  ? ArgumentsOf<Rest, Key extends Uppercase<Key> ? [...Known, ArgumentOf<Key>] : [...Known, ArgumentOf<Key>?]>
  : Known;

type ValuesOf<Shape extends string, Known extends readonly unknown[] = []> = Shape extends `${infer Kind}${infer Rest}`
  ? ValuesOf<Rest, [...Known, Kind extends 't' ? string : number]>
  : Readonly<Known>;

type OneReply<Shape extends string> = Shape extends ''
  ? undefined
  : Shape extends '*'
    ? AnyReply
    : Shape extends 'n'
      ? number
      : Shape extends 't'
        ? string
        : ValuesOf<Shape>;

type AnyOfReplies<Shapes extends string> = Shapes extends `${infer First}|${infer Rest}`
  ? OneReply<First> | AnyOfReplies<Rest>
  : OneReply<Shapes>;

type AllArguments = { [N in ExternalCommand]: ArgumentsOf<Table[N][1]> };
type AllReplies = { [N in ExternalCommand]: AnyOfReplies<Table[N][2]> };

/** The arguments of a command: `ArgsOf<'SetExposure'>` is `[string, number, number?]`. */
export type ArgsOf<N extends ExternalCommand> = AllArguments[N];

/** What a command gives back: `ReplyOf<'ReportStageXYZ'>` is `readonly [number, number, number]`. */
export type ReplyOf<N extends ExternalCommand> = AllReplies[N];

/** One command of SerialEM. */
export interface Command {
  readonly name: CommandName;
  /** SerialEM's function code, 0 to 840. */
  readonly code: number;
  /** One letter per argument: `S` text, `D` number, `I` whole number; small letters are optional. */
  readonly keys: string;
  /** Whether it can be sent through the socket. */
  readonly external: boolean;
  /** What comes back: `n` and `t` for each number and text, `|` between alternatives, `*` when it varies. */
  readonly reply: string;
  /** What a lost reply means; null for the words of the script language. */
  readonly lostReply: LostReplyClass | null;
}

const byName: ReadonlyMap<string, Command> = new Map(
  Object.entries<CommandRow>(commandTable).map(([name, row]) => [name, commandOf(name as CommandName, row)]),
);
const byCode: ReadonlyMap<number, Command> = new Map([...byName.values()].map((command) => [command.code, command]));

function commandOf(name: CommandName, [code, keys, reply, lostReply]: CommandRow): Command {
  const external = lostReply !== 'language';
  return { name, code, keys, external, reply, lostReply: external ? lostReply : null };
}

/** Every command, in the order of the codes. */
export const allCommands: readonly Command[] = [...byName.values()];

/** The command of that name, in SerialEM's own spelling; undefined if there is none. */
export function commandNamed(name: string): Command | undefined {
  return byName.get(name);
}

/** The command with that function code; undefined if this table does not know it. */
export function commandWithCode(code: number): Command | undefined {
  return byCode.get(code);
}

/** Whether a command is a plain question, which may be asked again after a lost reply. Nothing else may. */
export function isRepeatable(name: string): boolean {
  return byName.get(name)?.lostReply === 'query';
}

/** Commands that put a box on SerialEM's screen and answer when a person does. */
const boxes: ReadonlySet<ExternalCommand> = new Set<ExternalCommand>([
  'YesNoBox',
  'OKBox',
  'Pause',
  'EnterOneNumber',
  'EnterDefaultedNumber',
  'EnterString',
  'ThreeChoiceBox',
  'ManyChoiceBox',
  'UserSetDirectory',
]);

/** Whether a command is answered by a person, in their own time. */
export const waitsForPerson = (name: ExternalCommand): boolean => boxes.has(name);
