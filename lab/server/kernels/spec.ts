/** What the page is told about the one kernel it can start. */
import { kernelName } from './kernel.js';

interface KernelSpec {
  name: string;
  spec: Record<string, unknown>;
  resources: Record<string, string>;
}

export const kernelSpecs: { default: string; kernelspecs: Record<string, KernelSpec> } = {
  default: kernelName,
  kernelspecs: {
    [kernelName]: {
      name: kernelName,
      spec: {
        argv: [],
        display_name: 'EDF Lab',
        language: 'typescript',
        interrupt_mode: 'message',
        env: {},
        metadata: { debugger: false },
      },
      resources: { 'logo-svg': `/kernelspecs/${kernelName}/logo.svg` },
    },
  },
};
