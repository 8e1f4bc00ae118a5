/** The child's program for problems that may use every ready-made node. */
import * as library from './full-library.js';
import { serve } from './serve.js';

await serve({ ...library });
