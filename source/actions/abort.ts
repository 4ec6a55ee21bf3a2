import type {ActionCommand} from '../model/command.ts';
import {leverAction} from './lever.ts';

type Abort = Extract<ActionCommand, {action: 'pause' | 'resume' | 'abort' | 'retry'}>;

/** The escape of an engine: everything back to the champion. */
export const abort = leverAction<Abort>('abort', 'Abort', () => ({lever: 'abort'}));
