declare module 'plotly.js-gl3d-dist-min' {
  /** The few functions of Plotly that are used. */
  interface Plotly {
    react(element: HTMLElement, data: readonly object[], layout: object, config: object): Promise<unknown>;
    purge(element: HTMLElement): void;
  }
  const plotly: Plotly;
  export default plotly;
}
