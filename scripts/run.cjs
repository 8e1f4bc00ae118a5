// What `npm start` and `npm test` run. Old syntax on purpose: an old Node must get as far as this sentence.
var wanted = [20, 19];
var version = process.versions.node.split('.').map(Number);
if (version[0] < wanted[0] || (version[0] === wanted[0] && version[1] < wanted[1])) {
  console.error(
    'EDF Lab needs Node.js ' +
      wanted.join('.') +
      ' or newer; this is ' +
      process.versions.node +
      '. Install a current one from nodejs.org and run the command again.',
  );
  process.exit(1);
}
require('./setup.cjs').main(process.argv[2], process.argv.slice(3));
