import assert from 'node:assert/strict';
import type { Message } from '../../../kernel/wire/messages.js';
import { newMessage } from '../../../kernel/wire/codec.js';
import { OutputCollector } from '../../../kernel/wire/outputs.js';

const message = (type: string, content: object): Message =>
  newMessage(type, content, { session: 's' }) as Message;
const stream = (name: string, text: string) => message('stream', { name, text });
const display = (text: string, id?: string) =>
  message('display_data', { data: { 'text/plain': text }, metadata: {}, transient: { display_id: id } });

describe('wire: the outputs of a cell', () => {
  it('texts of one stream in a row are one output', () => {
    const collector = new OutputCollector();
    for (const output of [
      stream('stdout', 'a'),
      stream('stdout', 'b'),
      stream('stderr', 'c'),
      stream('stdout', 'd'),
    ]) {
      collector.add(output);
    }
    assert.deepEqual(
      collector.outputs.map((output) => output.output_type === 'stream' && output.text),
      ['ab', 'c', 'd'],
    );
  });

  it('update_display_data changes every display of that id, in other cells too', () => {
    const displays = new Map();
    const first = new OutputCollector(displays);
    const second = new OutputCollector(displays);
    first.add(display('old', 'one'));
    second.add(display('old', 'one'));
    second.add(display('other', 'two'));
    second.add(
      message('update_display_data', {
        data: { 'text/plain': 'new' },
        metadata: {},
        transient: { display_id: 'one' },
      }),
    );
    const texts = [...first.outputs, ...second.outputs].map(
      (output) => output.output_type === 'display_data' && output.data['text/plain'],
    );
    assert.deepEqual(texts, ['new', 'new', 'other']);
  });

  it('clear_output clears at once, or with wait when the next output comes', () => {
    const collector = new OutputCollector();
    collector.add(stream('stdout', 'a'));
    collector.add(message('clear_output', { wait: true }));
    assert.equal(collector.outputs.length, 1);
    collector.add(stream('stdout', 'b'));
    assert.deepEqual(collector.outputs, [{ output_type: 'stream', name: 'stdout', text: 'b' }]);
    collector.add(message('clear_output', { wait: false }));
    assert.deepEqual(collector.outputs, []);
  });
});
