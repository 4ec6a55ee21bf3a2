import {isRefusal} from '../model/plan.ts';
import {objectives} from '../objectives/index.ts';
import {splitWords, typedObjective} from '../objectives/typed.ts';
import type {State} from '../store/state.ts';
import {ask, type Command} from './command.ts';
import type {Spoken} from './spoken.ts';

/** What an operator wants, as they say it; sluice makes the objects it takes. */
export const objectiveWords: readonly Spoken[] = [
	{
		name: 'do',
		aliases: [],
		usage: 'OBJECTIVE NAME [FIELD=VALUE...]',
		help: 'Makes what an objective takes: deploy a model, run a job; file=FILE takes the objects of a manifest.',
		isChange: true,
		does: done,
		offers: () => objectives.map(({name, help}) => ({text: name, says: help})),
	},
];

function done(words: readonly string[], state: State): Command | string {
	const typed = typedObjective(splitWords(words.join(' ')));
	if (isRefusal(typed)) return `${typed.says} ${typed.hint ?? ''}`.trimEnd();
	const namespace = state.namespace ?? state.context.namespace;
	const title = objectives.find(({name}) => name === typed.objective)!.title;
	return ask([{action: 'do', ...typed, namespace}], `${title} ${typed.values.name ?? typed.file ?? ''}`);
}
