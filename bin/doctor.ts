/** `edflab doctor`: what every part finds wrong with this installation, one line each. */
import { Command } from 'commander';
import pc from 'picocolors';
import { kernelChecks, limited, writable } from '../kernel/doctor/index.js';
import { configDirectory } from '../lab/server/state.js';

const marks = { ok: pc.green('ok   '), note: pc.yellow('note '), fault: pc.red('FAULT') };

const doctor = new Command('doctor')
  .description('say what is wrong with this installation, and how to mend it; exit code 1 if something is')
  .action(async () => {
    const checks = [
      ...(await kernelChecks()),
      ...(await limited('writing the settings', 10, async () => [
        await writable(
          configDirectory(),
          'settings of the page',
          'set EDFLAB_CONFIG_DIR to a folder of yours',
        ),
      ])),
      ...(await limited('starting the sandbox of the grader', 60, async () =>
        (await import('../grader/doctor.js')).sandboxCheck(),
      )),
    ];
    for (const { level, text } of checks) console.log(`${marks[level]} ${text}`);
    const code = checks.some(({ level }) => level === 'fault') ? 1 : 0;
    // What did not come to its end in time is not waited for.
    process.stdout.write('', () => process.exit(code));
  });

export const commands: Command[] = [doctor];
