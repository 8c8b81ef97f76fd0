import { z } from 'zod';

// Numbers and their tags: the physics document of this package, section 3, unless another source is named; "estimate" where no source is known.

const lamella = z.object({
  widthUm: z
    .number()
    .positive()
    .default(24)
    .describe('Extent along x, µm. Wider than a typical 8–14 µm: targets at ±12 µm lie on it'),
  lengthUm: z
    .number()
    .positive()
    .default(28)
    .describe('Extent along y, from the back to the front edge, µm. Typical 10–25 µm'),
  pretiltDeg: z
    .number()
    .min(-45)
    .max(45)
    .default(-10)
    .describe(
      'Slope of the lamella, degrees: height = tan(pretilt)·(cos ρ·y − sin ρ·x). Milling angles of 8–12° are usual',
    ),
  rotationDeg: z
    .number()
    .default(0)
    .describe('Rotation ρ of the lamella about z, degrees, counter-clockwise. Usual ±20° (estimate)'),
  thicknessNm: z.number().positive().default(180).describe('Thickness at the centre, nm. Usual 150–200'),
  wedgeFraction: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe('How much thicker the back edge is than the front edge, fraction of the thickness (estimate)'),
  curtainingFraction: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.1)
    .describe(
      'Amplitude of the stripes along the milling direction, fraction of the thickness; periods 0.3–1 µm (estimate)',
    ),
  bendUm: z
    .number()
    .min(0)
    .default(0.1)
    .describe('Standard deviation of the three bending terms at 12 µm from the centre, µm (0.05–0.15, estimate)'),
  roughnessUm: z
    .number()
    .min(0)
    .default(0.08)
    .describe('Height of the roughness, µm rms (0.08 in the standard scenario, estimate)'),
  roughnessLengthUm: z.number().positive().default(5).describe('Correlation length of the roughness, µm (estimate)'),
  lipUm: z
    .number()
    .min(0)
    .default(1)
    .describe('Width of the dark organo-platinum lip beyond the front edge (+y), µm (estimate)'),
  trenchUm: z.number().min(0).default(5).describe('Width of the milled gap in front of the lip, µm (estimate)'),
  sideGapUm: z.number().min(0).default(1.5).describe('Width of the open stripes beside the lamella, µm (estimate)'),
  bodyRadiusUm: z
    .number()
    .min(0)
    .default(28)
    .describe('Radius of the frozen cell body around the lamella, µm (estimate)'),
  bodyThicknessNm: z
    .number()
    .positive()
    .default(1400)
    .describe('Thickness of the cell body and of the lip, nm: above 1 µm, 3 % transmission'),
});

const film = z.object({
  holeDiameterUm: z.number().positive().default(2).describe('Diameter of the holes, µm (R2/1)'),
  pitchUm: z
    .number()
    .positive()
    .default(3)
    .describe('Distance between neighbouring holes, µm (R2/1: 3, R1.2/1.3: 2.5)'),
  rotationDeg: z
    .number()
    .default(7)
    .describe('Rotation of the hole pattern, degrees, counter-clockwise from x. Usual ±15'),
  slopeDeg: z.number().min(-30).max(30).default(1.5).describe('Slope of the film, degrees'),
  slopeDirectionDeg: z
    .number()
    .default(40)
    .describe('Direction in which the film rises, degrees, counter-clockwise from x'),
  sagUm: z
    .number()
    .default(0.8)
    .describe('Mean sag of the film at 12 µm from its centre, µm, upwards positive (estimate)'),
  sagSpreadUm: z.number().min(0).default(0.4).describe('Standard deviation of the sag between seeds, µm (estimate)'),
  wavinessUm: z.number().min(0).default(0.12).describe('Waviness, µm rms (estimate)'),
  wavinessLengthUm: z.number().positive().default(5).describe('Correlation length of the waviness, µm (estimate)'),
  iceCentreNm: z.number().min(0).default(60).describe('Ice thickness in the middle of a hole, nm (estimate)'),
  iceRimNm: z.number().min(0).default(120).describe('Ice thickness at the rim of a hole, nm (estimate)'),
  iceOnFilmNm: z
    .number()
    .min(0)
    .default(100)
    .describe(
      'Ice on the support film, nm. The film has to come out darker than the holes, as in all published View images',
    ),
  carbonNm: z.number().min(0).default(18).describe('Thickness of the carbon support, nm (15–20)'),
  rotationSpreadDeg: z
    .number()
    .min(0)
    .max(180)
    .default(0)
    .describe('Half range of a turn of the hole pattern that is drawn for each seed and added to rotationDeg, degrees'),
  slopeDirectionSpreadDeg: z
    .number()
    .min(0)
    .max(180)
    .default(0)
    .describe(
      'Half range of a turn of the direction of slope that is drawn for each seed, degrees; 180: any direction',
    ),
  iceVariationFraction: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe('How much the ice varies over the square, fraction of its thickness, rms; 0.1–0.3 is usual (estimate)'),
  iceVariationLengthUm: z
    .number()
    .positive()
    .default(8)
    .describe('Correlation length of the variation of the ice, µm (estimate)'),
});

const particle = z.strictObject({
  map: z
    .string()
    .min(1)
    .describe(
      'Path of a density map, an MRC file with dense matter positive and the voxel size in its header; relative paths count from the folder of the scenario file',
    ),
  perUm2: z.number().positive().default(60).describe('Particles per µm² of a 180 nm layer (estimate)'),
  thresholdSd: z
    .number()
    .default(2)
    .describe(
      'Voxels above mean + this many standard deviations of the map are matter (contour levels are 2–5, estimate)',
    ),
  potentialV: z
    .number()
    .positive()
    .default(2.3)
    .describe('Mean potential of that matter above that of ice, V; 2–3 in protein and nucleic acid'),
  pointSpacingNm: z
    .number()
    .min(0.3)
    .max(5)
    .default(1.2)
    .describe('Distance of the pseudo-atoms that the map is turned into, nm; finer costs time with its third power'),
});

const content = z.object({
  ribosomesPerUm2: z.number().min(0).default(250).describe('Ribosomes per µm² of a 180 nm layer (estimate)'),
  granulesPerUm2: z.number().min(0).default(2400).describe('Granules (σ 4 nm) per µm² of a 180 nm layer (estimate)'),
  sheetsPerUm2: z.number().min(0).default(3.5).describe('Membrane sheets per µm²: 6 in a Record field (estimate)'),
  vesiclesPerUm2: z.number().min(0).default(4.7).describe('Vesicles per µm²: 8 in a Record field (estimate)'),
  goldPerUm2: z
    .number()
    .min(0)
    .default(0)
    .describe('10 nm gold beads per µm² on the surfaces; 20–60 per 2 µm hole are 6–20 per µm²'),
  amorphousStrength: z
    .number()
    .min(0)
    .default(1)
    .describe(
      'Amorphous background, the source of Thon rings: 1 gives 180 nm at 3 e/Å² a ring signal of about the shot noise at 3 nm (estimate)',
    ),
  contrast: z
    .number()
    .min(0)
    .max(2)
    .default(1)
    .describe(
      'Factor on the contrast of everything that is frozen in the layer, gold and amorphous ice apart (estimate)',
    ),
  iceCrystalsPerUm2: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'Ice crystals on the surfaces per µm²: contamination, dark lumps that keep their place on the specimen; 0.01–0.1 is usual (estimate)',
    ),
  iceCrystalDiameterUm: z
    .strictObject({
      smallest: z.number().positive().max(1).default(0.1).describe('Smallest diameter, µm'),
      largest: z.number().positive().max(1).default(0.5).describe('Largest diameter, µm; small ones are more frequent'),
    })
    .prefault({})
    .describe('Diameters of the ice crystals, µm (estimate)'),
  particle: particle.optional().describe('A macromolecule of known density, at random places and orientations'),
});

const marker = z.object({
  kind: z.enum(['ribosome', 'granule', 'gold']).describe('What lies there'),
  xUm: z.number().describe('Specimen x, µm'),
  yUm: z.number().describe('Specimen y, µm'),
  depthNm: z.number().default(0).describe('Height above the mid-surface, nm'),
});

const sparse = z.object({
  xUm: z.number().describe('Centre, specimen x, µm'),
  yUm: z.number().describe('Centre, specimen y, µm'),
  radiusUm: z.number().positive().describe('Radius, µm'),
  keepFraction: z.number().min(0).max(1).default(0.05).describe('Fraction of the objects that is left'),
});

/** The `specimen` section of a scenario. `specimenSchema.parse({})` gives the default lamella. */
export const specimenSchema = z.object({
  kind: z.enum(['lamella', 'holeyFilm']).default('lamella').describe('What lies on the grid'),
  centreUm: z
    .object({
      x: z.number().default(0).describe('Specimen x, µm'),
      y: z.number().default(0).describe('Specimen y, µm'),
    })
    .prefault({})
    .describe('Where the lamella (or the centre of the film square) lies in the specimen plane; its height is 0 there'),
  lamella: lamella.prefault({}).describe('The lamella; used if kind is lamella'),
  film: film.prefault({}).describe('The holey film; used if kind is holeyFilm'),
  content: content.prefault({}).describe('What is frozen in the layer'),
  gridBarPitchUm: z
    .number()
    .positive()
    .default(90)
    .describe('Distance of the grid bars, µm; a square is centred on centreUm (60–100 µm)'),
  gridBarWidthUm: z.number().min(0).default(22).describe('Width of the opaque grid bars, µm; 0 for none (estimate)'),
  markers: z.array(marker).default([]).describe('Single objects at known places, for tests'),
  sparseAreas: z
    .array(sparse)
    .default([])
    .describe('Round areas with next to no content: what is there cannot be tracked'),
});

/** The checked `specimen` section, all defaults filled in. */
export type SpecimenSettings = Readonly<z.infer<typeof specimenSchema>>;
/** The checked `particle` section. */
export type ParticleSettings = Readonly<z.infer<typeof particle>>;
