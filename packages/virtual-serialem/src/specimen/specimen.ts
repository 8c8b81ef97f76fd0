import { holeyFilmLayer } from './holeyFilm.ts';
import { iceCrystals } from './iceCrystals.ts';
import { lamellaLayer } from './lamella.ts';
import type { Layer } from './layer.ts';
import { membranes } from './membranes.ts';
import { AMORPHOUS_PER_UM2, type ObjectKind, objectKinds } from './objectKinds.ts';
import type { Particle } from './particleMap.ts';
import { type ParticleScatter, particles } from './particles.ts';
import type { ObjectSource } from './pointPatch.ts';
import { scatteredObjects } from './scatteredObjects.ts';
import type { SpecimenSettings } from './schema.ts';

export type { Point3 } from './layer.ts';

/** The specimen: a layer of known shape and what is frozen in it. Everything is fixed by settings and seed. */
export interface Specimen extends Layer {
  readonly objects: readonly ObjectSource[];
}

/**
 * Makes the specimen of a scenario. Objects come into being when an image first needs them; the order does not matter. The particle is what
 * `readParticle` made of the map in `content.particle`; without it there are none.
 */
export function makeSpecimen(settings: SpecimenSettings, seed: number, particle?: Particle): Specimen {
  const layer = settings.kind === 'lamella' ? lamellaLayer(settings, seed) : holeyFilmLayer(settings, seed);
  const { content } = settings;
  const keepFraction = sparseness(settings);
  const inside = { position: 'inside', weight: () => 1, keepFraction } as const;
  const amorphous: ObjectKind = {
    ...objectKinds.amorphous,
    strengthNm2: objectKinds.amorphous.strengthNm2 * Math.sqrt(content.amorphousStrength),
  };
  const dimmed = (kind: ObjectKind): ObjectKind =>
    content.contrast === 1 ? kind : { ...kind, strengthNm2: kind.strengthNm2 * content.contrast };
  const scattered = [
    { ...inside, name: 'ribosomes', kind: dimmed(objectKinds.ribosome), perUm2: content.ribosomesPerUm2 },
    { ...inside, name: 'granules', kind: dimmed(objectKinds.granule), perUm2: content.granulesPerUm2 },
    { ...inside, name: 'gold', kind: objectKinds.gold, perUm2: content.goldPerUm2, position: 'surface' as const },
    {
      ...inside,
      name: 'amorphous',
      kind: amorphous,
      perUm2: content.amorphousStrength > 0 ? AMORPHOUS_PER_UM2 : 0,
      weight: (draw: number) => (draw < 0.5 ? -1 : 1),
      keepFraction: () => 1,
    },
  ];
  const scatter: ParticleScatter = {
    perUm2: content.particle?.perUm2 ?? 0,
    contrast: content.contrast,
    keepFraction,
  };
  const sheets = membranes(content, keepFraction, layer, seed);
  return {
    ...layer,
    objects: [
      ...scattered.map((scattering) => scatteredObjects(scattering, layer, seed)),
      { kind: dimmed(sheets.kind), patchesIn: sheets.patchesIn },
      ...(particle && content.particle ? particles(particle, scatter, layer, seed) : []),
      iceCrystals(content, layer, seed),
      ...markerSources(settings, layer),
    ],
  };
}

function sparseness({ sparseAreas }: SpecimenSettings): (x: number, y: number) => number {
  if (sparseAreas.length === 0) return () => 1;
  return (x, y) => {
    const around = sparseAreas.find(({ xUm, yUm, radiusUm }) => Math.hypot(x - xUm, y - yUm) < radiusUm);
    return around?.keepFraction ?? 1;
  };
}

/** One source per marker; drawn at any pixel size. */
function markerSources({ markers }: SpecimenSettings, layer: Layer): readonly ObjectSource[] {
  return markers.map(({ kind, xUm, yUm, depthNm }) => {
    const origin = { x: xUm, y: yUm, z: layer.heightUm(xUm, yUm) + depthNm / 1000 };
    const patch = { origin, points: Float32Array.of(0, 0, 0, 1) };
    return { kind: objectKinds[kind], patchesIn: () => [patch] };
  });
}
