/** The child's program for problems that ask for gradients: nothing in it knows one. */
import './patience.js';
import * as library from './library.js';
import { serve } from './serve.js';

void serve({ ...library });
