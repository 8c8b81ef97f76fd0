import { type PictureWish, usePicture } from './pictures.ts';

/** A small image of a slot; it is fetched while it is in sight. */
export function Thumb(wish: PictureWish) {
  const picture = usePicture(wish);
  return picture.state === 'there' ? <img src={picture.url} alt="" decoding="async" draggable={false} /> : null;
}
