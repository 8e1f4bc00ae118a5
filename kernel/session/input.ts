// Asking the person at the front end: `prompt` waits where it stands, `await input` lets other code run meanwhile.
import { sessionChannel } from './channel.js';
import { currentCell } from './context.js';

/** The front end cannot ask, as when a notebook runs headless. */
export class InputRefused extends Error {
  override name = 'InputRefused';
  constructor() {
    super('this notebook runs without anybody to ask: input is not possible here');
  }
}

const waiting: ((answer: string | null) => void)[] = [];

/**
 * Asks for a line of text and waits for it, as `prompt` does in a browser. An empty answer gives `fallback`.
 * @example const name = prompt('Your name?');
 * @throws InputRefused where nobody can be asked.
 */
export function prompt(message = '', fallback = ''): string {
  checkAllowed();
  const answer = sessionChannel().ask({
    type: 'input',
    prompt: String(message),
    password: false,
    blocking: true,
  });
  if (answer === null) throw new InputRefused();
  return answer === '' ? fallback : answer;
}

/**
 * Asks for a line of text; timers and callbacks run while it is typed.
 * @example const epochs = Number(await input('How many epochs?'));
 * @throws InputRefused where nobody can be asked.
 */
export function input(message = '', options: { password?: boolean } = {}): Promise<string> {
  checkAllowed();
  return new Promise((resolve, reject) => {
    waiting.push((answer) => (answer === null ? reject(new InputRefused()) : resolve(answer)));
    sessionChannel().send({
      type: 'input',
      prompt: String(message),
      password: options.password ?? false,
      blocking: false,
    });
  });
}

/** Asks without showing what is typed. */
export function password(message = 'Password: '): Promise<string> {
  return input(message, { password: true });
}

/** The session hands answers to `input` over here, in the order of the questions. */
export function answerInput(answer: string | null): void {
  waiting.shift()?.(answer);
}

/** When a cell has ended, its front end answers no more: what it still asks must not take the next cell's answer. */
export function forgetQuestions(): void {
  waiting.length = 0;
}

function checkAllowed(): void {
  if (!currentCell().allowInput) throw new InputRefused();
}
