/**
 * Keeps a cell that prints without end from freezing the page, where nobody could press stop any more. What is left out is
 * said, and the end of it is shown when the cell is done.
 */
import { randomUUID } from 'node:crypto';
import type { Message } from '../../../kernel/wire/client.js';

/** How much one cell may print, in UTF-16 code units: some ten thousand lines. At twice as much the page answers late. */
export const printLimit = 200_000;
/** What a display counts for. */
const displayCost = 1000;
/** How much of the end is shown. */
const tailLength = 2000;
/** Cells whose account is kept; a timer may print for a cell that is long done. */
const maxAccounts = 1000;

interface Account {
  used: number;
  leftOut: number;
  tail: string;
  /** The latest message that was left out. */
  last?: Message;
}

export class FloodGate {
  readonly #accounts = new Map<string, Account>();

  /** The messages to pass on in place of this one: usually itself. */
  pass(message: Message): Message[] {
    const { msg_type: type } = message.header;
    const cell = message.parent_header.msg_id ?? '';
    if (type === 'stream' || type === 'display_data') return this.#spend(cell, message);
    const account = this.#accounts.get(cell);
    if (!account) return [message];
    if (type === 'clear_output') account.used = 0;
    if (type !== 'status' || message.content.execution_state !== 'idle') return [message];
    this.#accounts.delete(cell);
    return account.last ? [printed(account.last, ending(account)), message] : [message];
  }

  #spend(cell: string, message: Message): Message[] {
    const isText = message.header.msg_type === 'stream';
    const text = isText ? String(message.content.text) : '';
    const account = this.#account(cell);
    const cost = isText ? text.length : displayCost;
    if (account.used + cost <= printLimit) {
      account.used += cost;
      return [message];
    }
    const isFirst = account.last === undefined;
    account.last = message;
    account.leftOut += isText ? text.length : 0;
    account.tail = (account.tail + text).slice(-tailLength);
    return isFirst ? [printed(message, notice, 'stderr')] : [];
  }

  #account(cell: string): Account {
    let account = this.#accounts.get(cell);
    if (!account) {
      account = { used: 0, leftOut: 0, tail: '' };
      this.#accounts.set(cell, account);
      const [oldest] = this.#accounts.keys();
      if (this.#accounts.size > maxAccounts) this.#accounts.delete(oldest as string);
    }
    return account;
  }
}

const notice =
  '\nThis cell prints more than the page can show. It runs on, but only the end of its output will appear; ■ interrupts it.\n';

function ending({ leftOut, tail }: Account): string {
  return `[${leftOut.toLocaleString('en')} characters left out]\n${tail}`;
}

/** A stream message in the place of another one. */
function printed(original: Message, text: string, name = original.content.name ?? 'stdout'): Message {
  const header = { ...original.header, msg_type: 'stream', msg_id: randomUUID() };
  return { ...original, header, content: { name, text }, buffers: [] };
}
