import type {ActionCommand} from '../model/command.ts';
import {leverAction} from './lever.ts';

type Retry = Extract<ActionCommand, {action: 'pause' | 'resume' | 'abort' | 'retry'}>;

/** An update that was aborted begins again. */
export const retry = leverAction<Retry>('retry', 'Retry', () => ({lever: 'retry'}));
