import {askedVerbs} from '../model/granted.ts';
import {isRefusal} from '../model/plan.ts';
import {accessAsked} from '../resources/asked-access.ts';
import {namespaceAsked} from '../store/may.ts';
import type {State} from '../store/state.ts';
import {type Command, openScreen} from './command.ts';
import type {Spoken} from './spoken.ts';

/** What the server lets me do. */
export const mayWords: readonly Spoken[] = [
	{
		name: 'can-i',
		aliases: ['may-i', 'rights'],
		usage: '[VERB KIND]',
		help: 'What you may do here, verb by verb and kind by kind; or whether you may do the one thing, as patch deployments/scale.',
		does: asked,
		offers: () => [...askedVerbs],
	},
];

function asked(words: readonly string[], state: State): Command | string {
	if (words.length === 0) return openScreen({name: 'can-i'});
	const namespace = namespaceAsked(state, {});
	const question = accessAsked(words, namespace, state.discovery?.resources ?? []);
	if (isRefusal(question)) return `${question.says} ${question.hint ?? ''}`.trimEnd();
	const name = words.join(' ');
	return openScreen({name: 'can-i', subject: {view: 'can-i', uid: `can-i ${name}`, namespace, name}});
}
