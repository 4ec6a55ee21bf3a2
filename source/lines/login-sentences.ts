import type {LoginNeed, Plugin} from '../model/login.ts';
import type {State} from '../store/state.ts';
import {yes} from './preview-sentences.ts';
import {listed, type Sentence, said, withoutKeys} from './sentence.ts';

/** What it takes to be let in, once it is needed, and a program that waits to be allowed; nothing where neither is new. */
export function loginSentences(former: State, state: State, isAnswered: boolean): readonly Sentence[] {
	const {login, question, context} = state;
	if (question !== undefined && question.plugin !== former.question?.plugin)
		return questionSentences(question.plugin, context.name, isAnswered);
	const isNew = login !== undefined && former.login?.way !== login.way;
	return isNew && question === undefined ? [needSentence(login, isAnswered)] : [];
}

/** All of its words, before the first of them is run. */
function questionSentences(plugin: Plugin, context: string, isAnswered: boolean): readonly Sentence[] {
	const {command, args, path, envNames, user, file, covers} = plugin;
	return [
		said(
			'A kubeconfig wants to run a program as you, to log in, and nobody has allowed it yet',
			`It is ${[command, ...args].map(quoted).join(' ')}, ${path === undefined ? 'which is not installed' : `found at ${path}`}`,
			envNames.length === 0 ? undefined : `It sets ${listed(envNames)}`,
			`It is for user ${user} in context ${context}, named in ${file}`,
			covers === 'file'
				? 'That is your own kubeconfig: a yes is for all that stands in it'
				: 'A yes is for exactly these words of this file',
		),
		said(
			isAnswered
				? `To allow it, now and later, type ${yes} and press Enter. Enter alone, or anything else, is no`
				: 'It is not run, as nobody can be asked here: run sluice check on a terminal once and allow it',
		),
	];
}

function needSentence({way, trouble: {says, hint}}: LoginNeed, isAnswered: boolean): Sentence {
	if (way === 'elsewhere') return said(says, hint && withoutKeys(hint));
	const instead = isAnswered
		? `Type login and press Enter ${way === 'consent' ? 'to look at it' : 'to log in'}`
		: 'Nobody can be asked here: run sluice check on a terminal once';
	return said(says, instead);
}

/** An argument with blanks is one argument still. */
function quoted(word: string): string {
	return word === '' || /[\s"']/.test(word) ? JSON.stringify(word) : word;
}
