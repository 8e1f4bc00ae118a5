/** The child's program for problems that may use every ready-made node. */
import './patience.js';
import * as library from './full-library.js';
import { serve } from './serve.js';

void serve({ ...library });
