import {isRefusal} from '../model/plan.ts';
import {objectives} from '../objectives/index.ts';
import {splitWords, typedObjective} from '../objectives/typed.ts';
import type {State} from '../store/state.ts';
import {type Command, openScreen} from './command.ts';
import {askFor, openForm} from './keymap/form.ts';
import type {Spoken} from './spoken.ts';

/** What an operator wants, as they say it; sluice makes the objects it takes. */
export const objectiveWords: readonly Spoken[] = [
	{
		name: 'objectives',
		aliases: ['objective'],
		usage: '',
		help: 'What you can ask for by name, like deploying a model, and what came of what was asked for.',
		does: () => openScreen({name: 'objectives'}),
	},
	{
		name: 'do',
		aliases: [],
		usage: 'OBJECTIVE NAME [FIELD=VALUE...]',
		help: 'Makes what an objective takes: deploy a model, run a job; file=FILE takes the objects of a manifest. An objective alone opens its form.',
		isChange: true,
		onlyLooks: isObjectiveAlone,
		does: done,
		offers: () => objectives.map(({name, help}) => ({text: name, says: help})),
	},
];

function isObjectiveAlone([name, ...more]: readonly string[]): boolean {
	return more.length === 0 && objectives.some(each => each.name === name);
}

/** An objective alone is asked for by its form. */
function done(words: readonly string[], state: State): Command | string {
	if (isObjectiveAlone(words)) return openForm(words[0]!);
	const typed = typedObjective(splitWords(words.join(' ')));
	return isRefusal(typed) ? `${typed.says} ${typed.hint ?? ''}`.trimEnd() : askFor(typed, state);
}
