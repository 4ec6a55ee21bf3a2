import type {Clock} from '../model/clock.ts';
import type {Access, AccessQuestion} from '../model/cluster.ts';
import {objectIn, objectsIn, textIn, textsIn} from '../model/object.ts';
import {resourceName} from '../model/ref.ts';
import type {Rights} from '../model/rights.ts';
import {type Answer, answer, type Trouble} from '../model/trouble.ts';
import type {Transport} from './transport.ts';

const usuallyBelievedMs = 60_000;

/** Asks the server what I may do, by SelfSubjectAccessReview; an answer is believed for a minute, or as long as whoever asks says. */
export function accessReviews(
	transport: Transport,
	clock: Clock,
): (question: AccessQuestion, believedMs?: number) => Promise<Answer<Access>> {
	const answers = new Map<string, {readonly askedAt: number; readonly access: Promise<Answer<Access>>}>();
	return async (question, believedMs = usuallyBelievedMs) => {
		const key = JSON.stringify(question);
		const known = answers.get(key);
		if (known && clock.now() - known.askedAt < believedMs) return known.access;
		const access = review(transport, question);
		answers.set(key, {askedAt: clock.now(), access});
		if (!(await access).ok) answers.delete(key);
		return access;
	};
}

async function review(transport: Transport, question: AccessQuestion): Promise<Answer<Access>> {
	const {verb, resource, subresource, namespace, name} = question;
	const resourceAttributes = {
		verb,
		group: resource.group,
		resource: resource.plural,
		subresource,
		namespace,
		name,
	};
	const reviewed = await transport.json({
		doing: 'ask what you may do',
		method: 'POST',
		path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
		body: JSON.stringify({
			apiVersion: 'authorization.k8s.io/v1',
			kind: 'SelfSubjectAccessReview',
			spec: {resourceAttributes},
		}),
	});
	if (!reviewed.ok) return reviewed;
	const status = objectIn(objectIn(reviewed.value).status);
	const isAllowed = status.allowed === true;
	const reason = textIn(status.reason) || (isAllowed ? 'the server allows it' : 'no rule allows it');
	return answer({
		isAllowed,
		because: isAllowed ? reason : `${sayQuestion(question)} is not allowed: ${reason}`,
	});
}

function sayQuestion({verb, resource, subresource, namespace}: AccessQuestion): string {
	const what = `${resourceName(resource)}${subresource ? `/${subresource}` : ''}`;
	return `${verb} ${what}${namespace ? ` in namespace ${namespace}` : ''}`;
}

/** What the authorizers list that I may do in the namespace, by SelfSubjectRulesReview. */
export async function rightsIn(transport: Transport, namespace: string): Promise<Answer<Rights>> {
	const reviewed = await transport.json({
		doing: 'ask what you may do',
		method: 'POST',
		path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
		body: JSON.stringify({
			apiVersion: 'authorization.k8s.io/v1',
			kind: 'SelfSubjectRulesReview',
			spec: {namespace},
		}),
	});
	if (!reviewed.ok) return reviewed;
	const {resourceRules, incomplete} = objectIn(objectIn(reviewed.value).status);
	return answer({
		rules: objectsIn(resourceRules).map(({verbs, apiGroups, resources, resourceNames}) => ({
			verbs: textsIn(verbs),
			groups: textsIn(apiGroups),
			resources: textsIn(resources),
			names: textsIn(resourceNames),
		})),
		// An authorizer's evaluation error alone says nothing: that of nodes always has one.
		isComplete: incomplete === false,
	});
}

/**
 * Who the server says I am, `jane as admin` for somebody who acts as somebody
 * else; `fallback` where it is too old to say. What it said is kept: nobody
 * turns into somebody else on one connection.
 */
export function identity(
	transport: Transport,
	{fallback, isImpersonating}: {readonly fallback: string; readonly isImpersonating: boolean},
): () => Promise<string> {
	let said: string | undefined;
	return async () => {
		if (said !== undefined) return said;
		const name = await nameOf(transport, false);
		if (name === undefined) return fallback;
		// Whoever may act as somebody else need not be allowed to ask anything under their own name.
		const own = isImpersonating ? ((await nameOf(transport, true)) ?? fallback) : undefined;
		said = own === undefined ? name : `${own} as ${name}`;
		return said;
	};
}

/** Nothing is recorded under a wrong name because a connection broke. */
const identityTries = 3;

/** Undefined where the server is too old to say, or fails again and again. */
async function nameOf(transport: Transport, isUnderOwnName: boolean): Promise<string | undefined> {
	for (let tries = 0; tries < identityTries; tries += 1) {
		const asked = await askName(transport, isUnderOwnName);
		if (typeof asked === 'string') return asked;
		if (asked.reason !== 'unreachable' && asked.reason !== 'server-error') break;
	}
	return undefined;
}

async function askName(transport: Transport, isUnderOwnName: boolean): Promise<string | Trouble> {
	for (const version of ['v1', 'v1beta1']) {
		const reviewed = await transport.json({
			doing: 'ask who you are',
			method: 'POST',
			path: `/apis/authentication.k8s.io/${version}/selfsubjectreviews`,
			body: JSON.stringify({apiVersion: `authentication.k8s.io/${version}`, kind: 'SelfSubjectReview'}),
			isUnderOwnName,
		});
		const status = objectIn(reviewed.ok ? objectIn(reviewed.value).status : undefined);
		const name = textIn(objectIn(status.userInfo).username);
		if (name) return name;
		if (!reviewed.ok && reviewed.trouble.reason !== 'not-found') return reviewed.trouble;
	}
	return {reason: 'not-found', says: 'The server is too old to say who asks.'};
}
