import type {ActionCommand} from '../model/command.ts';
import {objectives} from './index.ts';
import type {MakingObjective} from './objective.ts';
import type {Typed} from './typed.ts';

/** What is to be done for what was typed. */
export function commandSaid(typed: Typed, namespace: string): ActionCommand {
	const objective = objectives.find(({name}) => name === typed.objective);
	return objective?.acts?.(typed.values, namespace) ?? {action: 'do', ...typed, namespace};
}

/** The one that makes objects, by its name. */
export function makingObjective(name: string): MakingObjective {
	return objectives.find((each): each is MakingObjective => each.name === name && each.makes !== undefined)!;
}

/** The actions by which what is said becomes true, whoever calls them. */
export const actionsSaid: ReadonlySet<string> = new Set(
	objectives.map(({acts}) => acts?.({}, '').action ?? 'do'),
);
