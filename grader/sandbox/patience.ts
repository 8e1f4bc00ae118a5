/**
 * A child lives for a tenth of a second, in which V8's optimising compiler works for as long as the code it would make faster. It is
 * told to wait until a function has run for longer; nothing that is computed depends on it. The first import of a child's program.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--interrupt-budget=1000000');
