import {expect, test} from 'vitest';
import type {AccessQuestion, ServedResource} from '../../source/model/cluster.ts';
import {askedVerbs, clusterQuestions, grantedIn, sayAsked} from '../../source/model/granted.ts';
import {isRefusal} from '../../source/model/plan.ts';
import {isGranted} from '../../source/model/rights.ts';
import {accessAsked} from '../../source/resources/asked-access.ts';

function kind(
	group: string,
	plural: string,
	name: string,
	more: Partial<ServedResource> = {},
): ServedResource {
	return {
		group,
		version: 'v1',
		plural,
		kind: name,
		namespaced: true,
		singular: name.toLowerCase(),
		shortNames: [],
		verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'],
		subresources: [],
		...more,
	};
}

const served = [
	kind('', 'pods', 'Pod', {subresources: ['log', 'exec']}),
	kind('apps', 'deployments', 'Deployment', {shortNames: ['deploy'], subresources: ['scale', 'status']}),
	kind('', 'nodes', 'Node', {namespaced: false}),
	kind('example.com', 'widgets', 'Widget', {verbs: ['get', 'list']}),
	kind('authorization.k8s.io', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview', {verbs: ['create']}),
];

const rule = (verbs: string[], resources: string[], groups = ['', 'apps']) => ({
	verbs,
	groups,
	resources,
	names: [],
});

const rights = {
	rules: [rule(['get', 'list', 'watch'], ['pods', 'deployments']), rule(['patch'], ['deployments/scale'])],
	isComplete: true,
};

function told(may: (question: AccessQuestion) => boolean | undefined): Record<string, string> {
	const sign = (each: boolean | 'not-offered' | undefined) =>
		each === 'not-offered' ? '.' : each === undefined ? '?' : each ? 'y' : 'n';
	return Object.fromEntries(
		grantedIn(served, 'shop', may).map(({name, verbs}) => [name, verbs.map(sign).join('')]),
	);
}

test('each kind and part is told verb by verb, and what is not offered is no refusal', () => {
	expect(askedVerbs).toEqual(['get', 'list', 'watch', 'create', 'patch', 'delete']);
	expect(told(question => (question.namespace ? isGranted(rights, question) : undefined))).toEqual({
		pods: 'yyynnn',
		'pods/log': 'n.....',
		'pods/exec': 'n..n..',
		'pods/portforward': 'n..n..',
		'pods/eviction': '...n..',
		'deployments.apps': 'yyynnn',
		'deployments.apps/scale': 'n...y.',
		nodes: '??????',
		'widgets.example.com': 'nn....',
	});
});

test('what belongs to no namespace is asked for one by one, without a namespace', () => {
	const questions = clusterQuestions(served);
	expect(questions.map(sayAsked)).toEqual(askedVerbs.map(verb => `${verb} nodes`));
	expect(questions.every(({namespace}) => namespace === undefined)).toBe(true);
});

test.each([
	['patch deploy/scale', 'patch deployments.apps/scale in namespace shop'],
	['get pods web-1', 'get pods web-1 in namespace shop'],
	['get pod/web-1', 'get pods web-1 in namespace shop'],
	['delete nodes', 'delete nodes'],
	['update widgets.example.com', 'update widgets.example.com in namespace shop'],
])('%s asks whether one may %s', (typed, says) => {
	const question = accessAsked(typed.split(' '), 'shop', served);
	expect(isRefusal(question) ? question.says : sayAsked(question)).toBe(says);
});

test.each([
	['get', 'A kind is missing.'],
	['get gadgets', 'The server has no kind gadgets.'],
	['fetch pods', 'fetch is no verb of the API.'],
])('%s is refused with the next step', (typed, says) => {
	expect(accessAsked(typed.split(' '), 'shop', served)).toMatchObject({
		refused: expect.any(String),
		says,
		hint: expect.any(String),
	});
});
