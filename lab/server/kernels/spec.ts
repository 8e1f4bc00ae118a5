/** What the page is told about the one kernel it can start: the same that `edflab install` tells other front ends. */
import { KERNEL_NAME, kernelSpec, type KernelSpec } from '../../../kernel/kernelspec.js';

export const kernelName = KERNEL_NAME;

interface KernelSpecs {
  default: string;
  kernelspecs: Record<string, { name: string; spec: KernelSpec; resources: Record<string, string> }>;
}

export const kernelSpecs: KernelSpecs = {
  default: kernelName,
  kernelspecs: {
    [kernelName]: {
      name: kernelName,
      spec: kernelSpec(),
      resources: { 'logo-svg': `/kernelspecs/${kernelName}/logo.svg` },
    },
  },
};
