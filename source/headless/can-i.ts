import type {AccessQuestion, ServedResource} from '../model/cluster.ts';
import {askedVerbs, clusterQuestions, type Granted, grantedIn, sayAsked} from '../model/granted.ts';
import {isRefusal} from '../model/plan.ts';
import {isGranted} from '../model/rights.ts';
import {accessAsked} from '../resources/asked-access.ts';
import {type ExitCode, exitCodes} from './exit-codes.ts';
import {fail} from './fail.ts';
import {discovered, type Session} from './session.ts';

/** `can-i`: whether the server lets me do one thing, or all that it lets me do in a namespace. */
export async function canI(words: readonly string[], session: Session): Promise<ExitCode> {
	const {flags, cluster} = session;
	const namespace = flags.namespace ?? cluster.context.namespace;
	const served = await discovered(session);
	if ('reason' in served) return fail(served, session);
	if (words.length === 0) return listAll(served, namespace, session);
	const question = accessAsked(words, namespace, served);
	if (isRefusal(question)) return fail(question, session);
	return answerOne(question, session);
}

/** The last line of a script's condition: 0 where it may be done, 3 where it may not. */
async function answerOne(question: AccessQuestion, session: Session): Promise<ExitCode> {
	const {cluster, flags, out} = session;
	const answered = await cluster.may(question);
	if (!answered.ok) return fail(answered.trouble, session);
	const {isAllowed, because} = answered.value;
	if (flags.output === 'json') out.json({...question, isAllowed, because}, 2);
	else {
		out.result(isAllowed ? 'yes' : 'no');
		out.say(isAllowed ? `You may ${sayAsked(question)}: ${because}.` : `${because}.`);
	}
	return isAllowed ? exitCodes.done : exitCodes.refused;
}

async function listAll(
	served: readonly ServedResource[],
	namespace: string,
	session: Session,
): Promise<ExitCode> {
	const {cluster, flags, out} = session;
	const rights = await cluster.rights(namespace);
	if (!rights.ok) return fail(rights.trouble, session);
	const answers = new Map<string, boolean>();
	for (const question of clusterQuestions(served)) {
		const answered = await cluster.may(question);
		if (answered.ok) answers.set(JSON.stringify(question), answered.value.isAllowed);
	}
	const granted = grantedIn(served, namespace, question => {
		if (question.namespace === undefined) return answers.get(JSON.stringify(question));
		return isGranted(rights.value, question) || (rights.value.isComplete ? false : undefined);
	});
	const who = await cluster.whoAmI();
	if (flags.output === 'json')
		out.json({who, namespace, isComplete: rights.value.isComplete, kinds: granted.map(grantedJson)}, 2);
	else {
		out.say(`What ${who} may do in namespace ${namespace}, and to what belongs to none:`);
		out.result(tableOf(granted.filter(({verbs}) => verbs.some(each => each === true))));
	}
	return exitCodes.done;
}

function grantedJson({name, isNamespaced, verbs}: Granted) {
	const said = askedVerbs.map((verb, v) => [verb, verbs[v]] as const);
	return {
		kind: name,
		isNamespaced,
		verbs: Object.fromEntries(
			said.flatMap(([verb, may]) => (may === 'not-offered' ? [] : [[verb, may ?? null]])),
		),
	};
}

function tableOf(rows: readonly Granted[]): string {
	const width = Math.max(4, ...rows.map(({name}) => name.length));
	const lines = [
		['KIND'.padEnd(width), ...askedVerbs.map(verb => verb.toUpperCase().padEnd(6))],
		...rows.map(({name, verbs}) => [name.padEnd(width), ...verbs.map(each => sayMay(each).padEnd(6))]),
	];
	return lines.map(line => line.join('  ').trimEnd()).join('\n');
}

function sayMay(may: Granted['verbs'][number]): string {
	if (may === 'not-offered') return '';
	return may === undefined ? '?' : may ? 'yes' : 'no';
}
