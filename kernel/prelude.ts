// What every cell can use without importing it: the library, and the page. The only file of the kernel that names lib.
export * from '../lib/index.js';
export { Comm, type CommMessage, type CommOptions } from './session/comm.js';
export { display, type Display, type DisplayHandle, type DisplayOptions } from './session/display.js';
export type { ImageOptions, ImageSource } from './session/image.js';
export { input, InputRefused, password, prompt } from './session/input.js';
export { plot, type Plot, type PlotOptions, type Trace } from './session/plot.js';
export { progress, type ProgressOptions } from './session/progress.js';
export type { Series } from './session/series.js';
