// What the kernel says about itself.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PROTOCOL_VERSION } from '../wire/messages.js';

const require = createRequire(import.meta.url);

function versionOf(manifest: string | URL): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

function ownVersion(): string {
  return versionOf(new URL('../../../package.json', import.meta.url));
}

export function kernelInfo(): object {
  const version = ownVersion();
  const typescript = versionOf(require.resolve('typescript/package.json'));
  return {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'edflab',
    implementation_version: version,
    language_info: {
      name: 'typescript',
      version: typescript,
      mimetype: 'application/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      codemirror_mode: 'application/typescript',
      nbconvert_exporter: 'script',
    },
    banner: `EDF Lab ${version}: TypeScript ${typescript} on Node ${process.versions.node}`,
    debugger: true,
    supported_features: ['debugger'],
    help_links: [
      { text: 'TypeScript handbook', url: 'https://www.typescriptlang.org/docs/handbook/intro.html' },
      {
        text: 'JavaScript reference (MDN)',
        url: 'https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference',
      },
      { text: 'NumPy for comparison', url: 'https://numpy.org/doc/stable/reference/' },
      { text: 'Plotly traces', url: 'https://plotly.com/javascript/reference/' },
    ],
  };
}
