/** Draws `application/vnd.plotly.v1+json`. plotly.js is fetched when the first plot appears, not with the page. */
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type Plotly from 'plotly.js-dist-min';

const mimeType = 'application/vnd.plotly.v1+json';

interface Figure {
  data: unknown[];
  layout?: Record<string, unknown>;
  config?: Record<string, unknown>;
}

let loading: Promise<typeof Plotly> | undefined;
const load = () => (loading ??= import('plotly.js-dist-min').then((module) => module.default));

/** Colours of the page's theme as a plotly template, so that what a figure says itself still wins. */
function themeTemplate(): Record<string, unknown> {
  const style = getComputedStyle(document.body);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const grid = colour('--jp-border-color2');
  const axis = {
    gridcolor: grid,
    linecolor: colour('--jp-border-color1'),
    zerolinecolor: grid,
    automargin: true,
  };
  return {
    layout: {
      paper_bgcolor: colour('--jp-layout-color0'),
      plot_bgcolor: colour('--jp-layout-color0'),
      font: { color: colour('--jp-content-font-color1'), family: colour('--jp-content-font-family') },
      colorway: ['#4c78a8', '#f58518', '#54a24b', '#e45756', '#72b7b2', '#b279a2', '#eeca3b', '#9d755d'],
      hoverlabel: { font: { family: colour('--jp-content-font-family') } },
      margin: { t: 48, r: 24 },
      xaxis: axis,
      yaxis: axis,
    },
  };
}

class PlotlyRenderer extends Widget implements IRenderMime.IRenderer {
  #figure: Figure | undefined;
  #plotly: typeof Plotly | undefined;
  // The theme manager sets this attribute last, when the new colours are in force.
  readonly #themeObserver = new MutationObserver(() => void this.#draw());

  constructor() {
    super();
    this.addClass('edflab-Plotly');
    this.#themeObserver.observe(document.body, { attributeFilter: ['data-jp-theme-name'] });
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this.#figure = model.data[mimeType] as unknown as Figure;
    this.#plotly = await load();
    await this.#draw();
  }

  async #draw(): Promise<void> {
    if (this.isDisposed || !this.#figure || !this.#plotly) return;
    const { data, layout = {}, config = {} } = this.#figure;
    const height = typeof layout.height === 'number' ? layout.height : 400;
    this.node.style.height = `${height}px`;
    await this.#plotly.react(
      this.node,
      structuredClone(data) as Plotly.Data[],
      {
        template: themeTemplate(),
        ...structuredClone(layout),
        height,
        autosize: layout.width === undefined,
      } as Plotly.Layout,
      { responsive: true, displaylogo: false, ...config } as Plotly.Config,
    );
  }

  protected override onResize(message: Widget.ResizeMessage): void {
    super.onResize(message);
    this.#fit();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.#fit();
  }

  #fit(): void {
    if (this.isVisible && this.#plotly && this.node.classList.contains('js-plotly-plot'))
      void this.#plotly.Plots.resize(this.node);
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.#themeObserver.disconnect();
    this.#plotly?.purge(this.node);
    super.dispose();
  }
}

export const plotly: IRenderMime.IExtension = {
  id: 'edflab:plotly',
  rendererFactory: { safe: true, mimeTypes: [mimeType], createRenderer: () => new PlotlyRenderer() },
  rank: 0,
  dataType: 'json',
  fileTypes: [{ name: 'plotly', mimeTypes: [mimeType], extensions: ['.plotly', '.plotly.json'] }],
  documentWidgetFactoryOptions: {
    name: 'Plot',
    primaryFileType: 'plotly',
    fileTypes: ['plotly'],
    defaultFor: ['plotly'],
  },
};
