// Parameter packages: the parameters that belong together, such as the matrix and the bias of an affine map.

/** An object whose fields are parameters. Slides: "MLP in EDF" (2018, 2024). */
export abstract class ParameterPackage {}
