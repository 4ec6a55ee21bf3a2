import type {ActionCommand} from '../model/command.ts';
import {leverAction} from './lever.ts';

type Jump = Extract<ActionCommand, {action: 'jump'}>;

/** To any declared step, forward or back. */
export const jump = leverAction<Jump>('jump', 'Jump to a step', ({step}) => ({lever: 'jump', input: {step}}));
