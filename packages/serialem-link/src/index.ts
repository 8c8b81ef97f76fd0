/**
 * SerialEM's scripting socket: a client that drives SerialEM, and a server that looks like SerialEM to its clients.
 *
 * ```ts
 * import { connectToSerialEm } from '@pacetomo/serialem-link/node';
 *
 * const serialEm = await connectToSerialEm({ host: '192.168.1.20' });
 * await serialEm.call('NoMessageBoxOnError', 1);
 * await serialEm.call('TiltTo', -3);
 * const [x, y, z] = await serialEm.call('ReportStageXYZ'); // micrometres
 * serialEm.close();
 * ```
 *
 * @module
 */

export { packArguments, written } from './arguments.ts';
// The client
export { type ClientOptions, type PutImageOptions, SerialEmClient } from './client.ts';
// The commands
export type { AnyReply, ArgsOf, Command, CommandName, ExternalCommand, ReplyOf } from './commands.ts';
export { allCommands, commandNamed, commandWithCode, isRepeatable } from './commands.ts';
export type { LostReplyClass } from './commandTable.ts';
// Streams and time
export { duplexPair } from './duplexPair.ts';
// Images
export type { BufferImage, BufferPlace, ImageSize } from './image.ts';
export { bufferPlace, bytesPerPixel } from './image.ts';
export { type CarriedOut, isLinkError, LinkError, type LinkErrorCode, type LinkFailure } from './linkError.ts';

// The bytes
export type {
  BadReply,
  BadRequest,
  CommandArgument,
  ImageHeader,
  PutImageHeader,
  Reply,
  Request,
} from './message.ts';
export { decodeReply, decodeRequest, encodeReply, encodeRequest } from './message.ts';
export { MessageSplitter, type Split } from './messageSplitter.ts';
export { numberText } from './numberText.ts';
export { scriptError, transportError } from './scriptError.ts';
// The server
export type {
  CommandOutcome,
  NoAnswer,
  ReceivedCommand,
  ScriptEngine,
  ServedConnection,
  ServeOptions,
} from './server.ts';
export { serve } from './server.ts';
export { decodeText, encodeText } from './text.ts';
export type { SetTimer } from './timer.ts';
export type { Closing } from './wire.ts';
