// The random numbers that anybody may know: those of a notebook's check, of examples and of pictures.
import { np } from '../../array/index.js';

const publicSeed = 20_240_901;

/** The same numbers every time: what is drawn from them is no secret and may be shown. */
export function publicRandom(): InstanceType<typeof np.random.Generator> {
  return new np.random.Generator(publicSeed);
}
