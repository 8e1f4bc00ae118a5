/** The child's program for problems that may use every ready-made node. */
import * as library from './full-library.js';
import { begin } from './begin.js';

begin({ ...library });
