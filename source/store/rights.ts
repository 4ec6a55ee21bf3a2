import type {AccessQuestion} from '../model/cluster.ts';
import type {Ref} from '../model/ref.ts';
import {isGranted} from '../model/rights.ts';
import type {Event} from './events.ts';
import type {State} from './state.ts';

/** A write that a key would lead to, as far as that is known before it is planned. */
export type Written = Pick<Ref, 'resource' | 'namespace' | 'name'> & {
	readonly subresource?: string;
	/** `patch` where left out. */
	readonly verb?: 'patch' | 'delete' | 'create';
};

/** What the server says I may do: by namespace, and where that leaves it open by question. */
export function reduceRights(state: State, event: Event): State {
	switch (event.type) {
		case 'rightsRead':
			return {...state, rights: {...state.rights, [event.namespace]: event.rights}};
		case 'accessRead':
			return {...state, access: {...state.access, [keyOf(event.question)]: event.isAllowed}};
		case 'contextConnected':
			return {...state, rights: {}, access: {}};
		default:
			return state;
	}
}

export function questionFor({
	resource,
	namespace,
	name,
	subresource,
	verb = 'patch',
}: Written): AccessQuestion {
	const {group, plural} = resource;
	return {verb, resource: {group, plural}, subresource, namespace, ...(name !== '' && {name})};
}

/**
 * Why none of the writes may be done, as a sentence. Where one of them may, or
 * nothing is known of it yet, it may be tried: the gateway asks afresh, and the
 * server decides.
 */
export function whyDenied(state: State, writes: readonly Written[]): string | undefined {
	const questions = writes.map(questionFor);
	const [first] = questions;
	if (first === undefined || questions.some(each => mayOf(state, each) !== false)) return undefined;
	const {resource, subresource, namespace} = first;
	const what = `${resource.plural}${subresource ? `/${subresource}` : ''}`;
	const who = isByRules(state, first) ? 'RBAC: you' : 'You';
	return `${who} may not ${first.verb} ${what}${namespace && ` in ${namespace}`}; ctrl-r asks again.`;
}

/** Those that only a review of their own can answer. */
export function openQuestions(state: State, writes: readonly Written[]): readonly AccessQuestion[] {
	const open = writes.map(questionFor).filter(each => {
		const rights = rightsFor(state, each);
		return rights === undefined ? isOfCluster(each) : !rights.isComplete && !isGranted(rights, each);
	});
	return [...new Map(open.map(each => [keyOf(each), each])).values()];
}

/** Whether it may be done, as far as rules and answers tell; undefined where neither does. */
export function mayOf(state: State, question: AccessQuestion): boolean | undefined {
	const rights = rightsFor(state, question);
	if (rights !== undefined && (isGranted(rights, question) || rights.isComplete))
		return isGranted(rights, question);
	return state.access[keyOf(question)];
}

function isByRules(state: State, question: AccessQuestion): boolean {
	return rightsFor(state, question)?.isComplete === true;
}

/** Rules in a namespace say nothing of what belongs to none: some of them are granted there alone. */
function rightsFor({rights}: State, {namespace}: AccessQuestion) {
	return namespace ? rights[namespace] : undefined;
}

function isOfCluster({namespace}: AccessQuestion): boolean {
	return !namespace;
}

export function keyOf({verb, resource, subresource = '', namespace = '', name = ''}: AccessQuestion): string {
	return [verb, resource.group, resource.plural, subresource, namespace, name].join(' ');
}
