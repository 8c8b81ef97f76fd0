/** How targets are looked at, and who centres them. */
export interface Manner {
  /** What a person looks for targets in. */
  readonly overview: 'view' | 'search';
  /** The image of a target that is kept as its map: a Preview, a View, or none. */
  readonly image: 'preview' | 'view' | 'none';
  /**
   * Who brings a target to the middle. `questions`: a person drags and is asked at each step. `keys`: a person drags and
   * presses B to accept, V for a new View, R to refine, F to finish, as in the original without guidance. `nobody`: a target
   * lies where it is said to lie.
   */
  readonly centring: 'questions' | 'keys' | 'nobody';
}
