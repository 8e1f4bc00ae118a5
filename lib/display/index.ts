// What the display folder offers.
export { DISPLAY, type MimeBundle, Picture } from './bundle.js';
export { escapeHtml } from './escape.js';
export { image, type ImageOptions } from './image.js';
export { heatMap, type HeatMapOptions } from './heat-map.js';
