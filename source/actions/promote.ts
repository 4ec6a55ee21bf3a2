import type {ActionCommand} from '../model/command.ts';
import {leverAction} from './lever.ts';

type Promote = Extract<ActionCommand, {action: 'promote'}>;

/** One declared step further, or with `full` past all of them. */
export const promote = leverAction<Promote>('promote', 'Promote', ({full}) => ({
	lever: full ? 'promote-full' : 'promote',
}));
