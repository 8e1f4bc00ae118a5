// What every check may be told beside the problem and its random numbers.
import type { Given } from '../types.js';

export interface BatteryOptions {
  /** Whether the draws are secret. Then nothing that student code said about them reaches the report. */
  secret?: boolean;
  /** The instructor's answer to a choice: only the grader knows it. */
  solution?: Given;
}
