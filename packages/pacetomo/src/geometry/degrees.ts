/** Trigonometry in degrees, the only angle unit of this program. */
const radiansPerDegree = Math.PI / 180;

/** Cosine of an angle in degrees. */
export const cosDeg = (deg: number): number => Math.cos(deg * radiansPerDegree);

/** Sine of an angle in degrees. */
export const sinDeg = (deg: number): number => Math.sin(deg * radiansPerDegree);

/** Tangent of an angle in degrees. */
export const tanDeg = (deg: number): number => Math.tan(deg * radiansPerDegree);

/** The angle in degrees whose tangent is `ratio`, between −90 and 90. */
export const atanDeg = (ratio: number): number => Math.atan(ratio) / radiansPerDegree;
