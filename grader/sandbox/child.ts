/** The child's program for problems that ask for gradients: nothing in it knows one. */
import * as library from './library.js';
import { begin } from './begin.js';

begin({ ...library });
