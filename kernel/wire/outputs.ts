// iopub messages of one execution -> the outputs of a notebook cell (nbformat 4.5).
import type { Message, MimeBundle } from './messages.js';

export interface StreamOutput {
  output_type: 'stream';
  name: 'stdout' | 'stderr';
  text: string;
}

export interface DisplayOutput {
  output_type: 'display_data';
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

export interface ResultOutput {
  output_type: 'execute_result';
  execution_count: number;
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

export interface ErrorOutput {
  output_type: 'error';
  ename: string;
  evalue: string;
  traceback: string[];
}

export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

/** Displays that may be updated later, by `display_id`; shared by the cells of one notebook. */
export type DisplayIndex = Map<string, (DisplayOutput | ResultOutput)[]>;

/** Gathers outputs as a front end does: streams merged, clear_output and update_display_data carried out. */
export class OutputCollector {
  readonly outputs: Output[] = [];
  private clearBeforeNext = false;

  constructor(private readonly displays: DisplayIndex = new Map()) {}

  add(message: Message): void {
    const content = message.content as Record<string, never>;
    switch (message.header.msg_type) {
      case 'stream':
        return this.addStream(content.name, content.text);
      case 'display_data':
        return this.addDisplay(
          {
            output_type: 'display_data',
            data: content.data,
            metadata: content.metadata ?? {},
          },
          content,
        );
      case 'execute_result':
        return this.addDisplay(
          {
            output_type: 'execute_result',
            execution_count: content.execution_count,
            data: content.data,
            metadata: content.metadata ?? {},
          },
          content,
        );
      case 'update_display_data':
        return this.update(content);
      case 'error':
        this.clearIfAsked();
        this.outputs.push({
          output_type: 'error',
          ename: content.ename,
          evalue: content.evalue,
          traceback: content.traceback,
        });
        return;
      case 'clear_output':
        if (content.wait) this.clearBeforeNext = true;
        else this.outputs.length = 0;
    }
  }

  private addStream(name: 'stdout' | 'stderr', text: string): void {
    this.clearIfAsked();
    const last = this.outputs.at(-1);
    if (last?.output_type === 'stream' && last.name === name) last.text += text;
    else this.outputs.push({ output_type: 'stream', name, text });
  }

  private addDisplay(output: DisplayOutput | ResultOutput, content: Record<string, unknown>): void {
    this.clearIfAsked();
    this.outputs.push(output);
    const id = displayId(content);
    if (id === undefined) return;
    const known = this.displays.get(id);
    if (known) known.push(output);
    else this.displays.set(id, [output]);
  }

  private update(content: Record<string, unknown>): void {
    const id = displayId(content);
    if (id === undefined) return;
    for (const output of this.displays.get(id) ?? []) {
      output.data = content.data as MimeBundle;
      output.metadata = (content.metadata ?? {}) as Record<string, unknown>;
    }
  }

  private clearIfAsked(): void {
    if (this.clearBeforeNext) this.outputs.length = 0;
    this.clearBeforeNext = false;
  }
}

function displayId(content: Record<string, unknown>): string | undefined {
  return (content.transient as { display_id?: string } | undefined)?.display_id;
}
