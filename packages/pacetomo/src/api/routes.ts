import type { LaunchLink, LeaseView, Presence, SignedIn } from './access.ts';
import { leaseBody, linkBody, signInBody } from './access.ts';
import type { AreaSummary, AreaView, CheckView, Preset } from './areas.ts';
import { checkBody, editBody, presetBody, presetNameBody, saveBody } from './areas.ts';
import { answerBody, type JobStarted, type JobView, jobBody } from './jobs.ts';
import type { HolesView, MapSummary, OutlineView } from './maps.ts';
import { connectBody, folderMapsBody, type MicroscopeView, virtualBody } from './microscope.ts';
import { act, type Bytes, type ParamsOf, type Route, read, type Stream } from './route.ts';
import {
  type AlarmsView,
  alarmsBody,
  type RunStarted,
  type RunSummary,
  type RunView,
  resumeBody,
  type Said,
  startBody,
  wishBody,
} from './runs.ts';
import type { SeriesView } from './series.ts';

/** Everything that the page can ask of the server: the table that both ends share. */
export const routes = {
  signIn: act<SignedIn>()('/api/sign-in', signInBody, { role: 'anyone', lease: false }),
  presence: read<Presence>()('/api/presence'),
  lease: act<LeaseView>()('/api/lease', leaseBody, { lease: false }),
  link: act<LaunchLink>()('/api/links', linkBody, { lease: false }),
  signOut: act<null>()('/api/sign-out', null, { role: 'viewer', lease: false }),
  events: read<Stream>()('/api/events'),

  microscope: read<MicroscopeView>()('/api/microscope'),
  connect: act<MicroscopeView>()('/api/microscope/connect', connectBody),
  release: act<MicroscopeView>()('/api/microscope/release'),
  startVirtual: act<MicroscopeView>()('/api/microscope/virtual', virtualBody),
  endVirtual: act<MicroscopeView>()('/api/microscope/virtual/end'),
  folderMaps: act<MicroscopeView>()('/api/microscope/folder-maps', folderMapsBody),

  areas: read<readonly AreaSummary[]>()('/api/areas'),
  area: read<AreaView>()('/api/areas/:area'),
  edit: act<AreaView>()('/api/areas/:area/edits', editBody),
  save: act<AreaView>()('/api/areas/:area/save', saveBody),
  picture: read<Bytes>()('/api/areas/:area/pictures/:target/:kind'),
  check: act<CheckView>()('/api/check', checkBody, { role: 'viewer', lease: false }),
  presets: read<readonly Preset[]>()('/api/presets'),
  keepPreset: act<readonly Preset[]>()('/api/presets', presetBody),
  dropPreset: act<readonly Preset[]>()('/api/presets/drop', presetNameBody),

  maps: read<readonly MapSummary[]>()('/api/maps'),
  tile: read<Bytes>()('/api/maps/:map/tiles/:level/:column/:row'),
  holes: read<HolesView>()('/api/maps/:map/holes'),
  outlines: read<readonly OutlineView[]>()('/api/outlines'),

  jobs: read<readonly JobView[]>()('/api/jobs'),
  job: read<JobView>()('/api/jobs/:job'),
  startJob: act<JobStarted>()('/api/jobs', jobBody),
  answer: act<JobView>()('/api/jobs/:job/answer', answerBody),
  stopJob: act<JobView>()('/api/jobs/:job/stop', null, { lease: false }),

  runs: read<readonly RunSummary[]>()('/api/runs'),
  run: read<RunView>()('/api/runs/:run'),
  startRuns: act<RunStarted>()('/api/runs', startBody),
  runEvents: read<Stream>()('/api/runs/:run/events'),
  runLog: read<Bytes>()('/api/runs/:run/log'),
  image: read<Bytes>()('/api/runs/:run/images/:target/:step/:size'),
  series: read<readonly SeriesView[]>()('/api/runs/:run/series'),
  seriesPicture: read<Bytes>()('/api/runs/:run/series/:target/picture'),
  seriesMovie: read<Bytes>()('/api/runs/:run/series/:target/movie'),
  seriesManifest: read<Bytes>()('/api/runs/:run/series/:target/manifest'),
  bundle: read<Bytes>()('/api/runs/:run/bundle'),
  wish: act<Said>()('/api/runs/:run/wishes', wishBody, { journal: true }),
  stopRun: act<Said>()('/api/runs/:run/stop', null, { lease: false }),
  resume: act<RunStarted>()('/api/runs/:run/resume', resumeBody, { journal: true }),

  alarms: read<AlarmsView>()('/api/alarms'),
  setAlarms: act<AlarmsView>()('/api/alarms', alarmsBody),
  tryAlarms: act<Said>()('/api/alarms/try'),
} as const;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
/** What comes back. */
export type ReplyOf<N extends RouteName> = Routes[N] extends Route<string, infer _Body, infer Reply> ? Reply : never;
/** What is sent along; null for nothing. */
export type BodyOf<N extends RouteName> = Routes[N] extends Route<string, infer Body, infer _Reply> ? Body : never;
/** Names and values of the variable parts of its address. */
export type ParamsFor<N extends RouteName> = ParamsOf<Routes[N]['path']>;
