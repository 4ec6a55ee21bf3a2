import {expect, test} from 'vitest';
import type {KubernetesObject} from '../../source/model/object.ts';
import {projectHttpRoute} from '../../source/resources/httproutes.ts';
import {splitsOf} from '../../source/traffic/splits.ts';
import type {World} from '../../source/traffic/world.ts';

const nothing: World = {services: [], deployments: [], endpointSlices: [], pods: new Map()};

function route(rules: unknown, more: object = {}): KubernetesObject {
	return {
		apiVersion: 'gateway.networking.k8s.io/v1',
		kind: 'HTTPRoute',
		metadata: {name: 'checkout', namespace: 'shop', uid: 'u1', generation: 3, ...more},
		spec: {rules},
	} as unknown as KubernetesObject;
}

function read(object: KubernetesObject, world: World = nothing) {
	return splitsOf(new Map([['gateway-api', [projectHttpRoute(object).part]]]), world);
}

const two = [
	{name: 'v1', port: 80, weight: 90},
	{name: 'v2', port: 80, weight: 10},
];

test('a rule with two backends is a split, one with a single backend is not', () => {
	const [split, ...more] = read(route([{name: 'a', backendRefs: two}, {backendRefs: [{name: 'v1'}]}]));
	expect(more).toEqual([]);
	expect(split).toMatchObject({rule: 'a', total: 'relative', key: 'u1/a', generation: 3});
	expect(split?.backends.map(each => [each.name, each.weight, each.share, each.weightAt?.pointer])).toEqual([
		['v1', 90, 90, '/spec/rules/0/backendRefs/0/weight'],
		['v2', 10, 10, '/spec/rules/0/backendRefs/1/weight'],
	]);
	expect(split?.guards).toEqual([
		{ref: split?.ref, at: '/spec/rules/0/name', is: 'a'},
		{ref: split?.ref, at: '/spec/rules/0/backendRefs', is: two},
	]);
});

test('an absent weight is the default of 1, and remembered as absent', () => {
	const [split] = read(route([{backendRefs: [{name: 'v1'}, {name: 'v2', weight: 3}]}]));
	expect(split?.backends.map(each => [each.weight, each.share, each.weightAt?.stored])).toEqual([
		[1, 25, undefined],
		[3, 75, 3],
	]);
});

test('rules of equal name fall back to their path', () => {
	const splits = read(
		route([{name: 'a', backendRefs: two}, {name: 'a', backendRefs: two}, {backendRefs: two}]),
	);
	expect(splits.map(split => split.rule)).toEqual(['0', '1', '2']);
});

test('all weights at zero give no share', () => {
	const [split] = read(
		route([
			{
				backendRefs: [
					{name: 'v1', weight: 0},
					{name: 'v2', weight: 0},
				],
			},
		]),
	);
	expect(split?.backends.map(each => each.share)).toEqual([null, null]);
});

test('the same Service on two ports gets names that tell them apart', () => {
	const [split] = read(
		route([
			{
				backendRefs: [
					{name: 'v1', port: 80},
					{name: 'v1', port: 81},
				],
			},
		]),
	);
	expect(split?.backends.map(each => each.name)).toEqual(['v1:80', 'v1:81']);
});

test('weights only suggest a champion; a choice names it', () => {
	const [suggested] = read(route([{backendRefs: two}]));
	expect(suggested?.backends.map(each => [each.role, each.roleFrom])).toEqual([
		['champion', 'weight'],
		['challenger', 'weight'],
	]);
	const [chosen] = read(route([{backendRefs: two}], {annotations: {'sluice.dev/champion': 'v2'}}));
	expect(chosen?.backends.map(each => [each.role, each.roleFrom])).toEqual([
		['challenger', 'choice'],
		['champion', 'choice'],
	]);
});

test('a header route to one version, and a mirror, are named and never counted as weight', () => {
	const mirror = {type: 'RequestMirror', requestMirror: {backendRef: {name: 'shadow'}}};
	const beta = {
		name: 'beta',
		matches: [{headers: [{name: 'x-beta', value: '1'}]}],
		backendRefs: [{name: 'v2'}],
	};
	const [split] = read(route([{name: 'all', backendRefs: two, filters: [mirror]}, beta]));
	expect(split?.also.map(({says}) => says)).toEqual([
		'a copy of its requests goes to shadow',
		'rule beta sends x-beta=1 to v2',
	]);
	expect(split?.backends.map(each => each.share)).toEqual([90, 10]);
});

test('pods, image and mark come from the Deployments behind the Service', () => {
	const world: World = {
		...nothing,
		services: [
			{uid: 's1', namespace: 'shop', name: 'v1', selector: {app: 'checkout', track: 'stable'}},
			{uid: 's2', namespace: 'shop', name: 'v2', selector: {app: 'checkout', track: 'canary'}},
		],
		deployments: [deployment('one', 'stable', 6, 5), deployment('two', 'canary', 3, 3)],
	};
	const [split] = read(route([{backendRefs: two}]), world);
	expect(split?.backends).toMatchObject([
		{role: 'champion', roleFrom: 'mark', pods: {ready: 5, wanted: 6}, image: 'checkout:one'},
		{role: 'challenger', roleFrom: 'mark', pods: {ready: 3, wanted: 3}, image: 'checkout:two'},
	]);
});

test('a weight that is no number locks the rule', () => {
	const [split] = read(
		route([
			{
				backendRefs: [
					{name: 'v1', weight: '90'},
					{name: 'v2', weight: 10},
				],
			},
		]),
	);
	expect(split?.lockedBecause).toContain('v1');
});

function deployment(name: string, track: string, wanted: number, ready: number) {
	const templateLabels = {app: 'checkout', track};
	return {
		uid: name,
		namespace: 'shop',
		name,
		wanted,
		ready,
		templateLabels,
		containers: [{name: 'app', image: `checkout:${name}`}],
	};
}

test('who may change a route back is read from its marks', () => {
	const annotations = {
		'argocd.argoproj.io/tracking-id': 'shop:gateway.networking.k8s.io/HTTPRoute:shop/checkout',
	};
	const [tracked] = read(route([{backendRefs: two}], {annotations}));
	expect(tracked?.owners).toMatchObject([{name: 'Argo CD application shop', effect: 'warned'}]);
	const ownerReferences = [
		{apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'checkout', uid: 'r', controller: true},
	];
	const [owned] = read(route([{backendRefs: two}], {ownerReferences}));
	expect(owned?.owners).toMatchObject([{name: 'Rollout checkout', effect: 'undone'}]);
});
