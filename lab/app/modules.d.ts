declare module '*.svg' {
  const text: string;
  export { text as default };
}

declare module '*.md' {
  const text: string;
  export { text as default };
}

declare module '*.css';

/** What plotly.ts uses of plotly.js, which ships no types of its own. */
declare module 'plotly.js-dist-min' {
  namespace Plotly {
    type Data = Record<string, unknown>;
    type Layout = Record<string, unknown>;
    type Config = Record<string, unknown>;
    function react(node: HTMLElement, data: Data[], layout: Layout, config: Config): Promise<void>;
    function purge(node: HTMLElement): void;
    const Plots: { resize(node: HTMLElement): Promise<void> };
  }
  export { Plotly as default };
}
