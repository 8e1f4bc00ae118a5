/** Which files of EDF Lab's own folder are the course, and which are the workshop behind it. */

const workshop =
  /^(?:bench|bin|dist|grader|kernel|lab|lib|scripts|test|docs|start\.(?:sh|cmd)|LICENSE|CONTRIBUTING\.md|package(?:-lock)?\.json|tsconfig(?:\.\w+)?\.json|eslint\.config\.js)$/;
const behindProblemSets = /^problem-sets\/(?:.*\.ts|[^/]+\/(?:instructor|mutants)|tsconfig\.json)$/;

/** Keeps the file list of a checkout to what a student opens. Files a student adds are shown like any other. */
export const isWorkshop = (path: string): boolean => workshop.test(path) || behindProblemSets.test(path);
