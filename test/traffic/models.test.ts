import {expect, test} from 'vitest';
import type {Backend, Split} from '../../source/model/split.ts';
import {modelLabel, modelsOf} from '../../source/traffic/models.ts';

const route = (name: string) => ({
	resource: {
		group: 'gateway.networking.k8s.io',
		version: 'v1',
		plural: 'httproutes',
		kind: 'HTTPRoute',
		namespaced: true,
	},
	namespace: 'shop',
	name,
	uid: `uid-${name}`,
});

function backend(name: string, share: number | null, more: Partial<Backend> = {}): Backend {
	return {
		name,
		namespace: 'shop',
		kind: 'Service',
		weight: share,
		share,
		role: 'challenger',
		roleFrom: 'choice',
		labels: {app: name},
		...more,
	};
}

function split(name: string, backends: readonly Backend[], more: Partial<Split> = {}): Split {
	return {
		key: `uid-${name}/0`,
		dialect: 'gateway-api',
		ref: route(name),
		rule: '0',
		match: '',
		total: 'relative',
		bounds: {min: 0, max: 100},
		backends,
		guards: [],
		also: [],
		owners: [],
		conditions: [],
		generation: 1,
		warnings: [],
		...more,
	};
}

const deployment = (name: string, labels: {readonly [label: string]: string} = {app: name}) => ({
	uid: `uid-${name}`,
	namespace: 'shop',
	name,
	wanted: 2,
	ready: 2,
	templateLabels: labels,
	containers: [{name: 'app', image: `${name}:1`}],
	created: 1000,
});
const service = (name: string, selector = {app: name}) => ({
	uid: `uid-s-${name}`,
	namespace: 'shop',
	name,
	selector,
});

const none = {splits: [], lone: [], deployments: [], services: []};
const champion = {role: 'champion'} as const;

function told(sources: Partial<Parameters<typeof modelsOf>[0]>) {
	return modelsOf({...none, ...sources}).map(({name, versions, ways}) => ({
		name,
		versions: versions.map(each =>
			`${each.name} ${each.role} ${each.shares.map(share => share ?? '-').join('/')}`.trim(),
		),
		ways: ways.length,
	}));
}

test('a split is a model, called what its versions have in common', () => {
	const splits = [split('checkout', [backend('cards-v1', 90, champion), backend('cards-v2', 10)])];
	expect(told({splits})).toEqual([
		{name: 'cards', versions: ['cards-v1 champion 90', 'cards-v2 challenger 10'], ways: 1},
	]);
});

test('versions that have nothing in common are called by the champion’s label, else by the route', () => {
	const splits = [split('pricing', [backend('alpha', 50, champion), backend('beta', 50)])];
	expect(told({splits})[0]!.name).toBe('pricing');
	const labelled = [deployment('alpha', {app: 'alpha', [modelLabel]: 'risk'})];
	expect(told({splits, deployments: labelled})[0]!.name).toBe('risk');
});

test('several challengers are all challengers', () => {
	const splits = [
		split('checkout', [
			backend('cards-v2', 10, {role: 'other'}),
			backend('cards-v1', 80, champion),
			backend('cards-v3', 10, {role: 'other'}),
		]),
	];
	expect(told({splits})[0]!.versions).toEqual([
		'cards-v1 champion 80',
		'cards-v2 challenger 10',
		'cards-v3 challenger 10',
	]);
});

test('several ways to the same champion are one model, with the shares of each', () => {
	const splits = [
		split('web', [backend('cards-v1', 90, champion), backend('cards-v2', 10)]),
		split('app', [backend('cards-v1', 50, champion), backend('cards-v3', 50)]),
	];
	expect(told({splits})).toEqual([
		{
			name: 'cards',
			versions: ['cards-v1 champion 90/50', 'cards-v2 challenger 10/-', 'cards-v3 challenger -/50'],
			ways: 2,
		},
	]);
});

test('a split that joins two others makes them one', () => {
	const pair = (name: string, first: Partial<Backend>, second: Partial<Backend>) =>
		split(name, [backend('a-1', 50, first), backend('a-2', 50, second)]);
	const others = [pair('x', champion, {}), split('z', [backend('a-2', 50, champion), backend('a-3', 50)])];
	expect(told({splits: others})).toHaveLength(2);
	expect(told({splits: [...others, pair('y', {}, champion)]})).toMatchObject([{ways: 3}]);
});

test('other models are other models, in whatever namespace', () => {
	const elsewhere = {namespace: 'other'};
	const splits = [
		split('a', [backend('cards-v1', 90, champion), backend('cards-v2', 10)]),
		split('b', [backend('cards-v1', 90, {...champion, ...elsewhere}), backend('cards-v2', 10, elsewhere)]),
	];
	expect(told({splits})).toHaveLength(2);
});

test('what gets copies and nothing else is a shadow; a backend that gets copies, too, keeps its role', () => {
	const also = [
		{says: 'a copy of 20 %', reaches: 'cards-v3', copies: 20},
		{says: 'a copy', reaches: 'cards-v2', copies: 100},
		{says: 'rule beta', reaches: 'cards-v2'},
	];
	const splits = [split('checkout', [backend('cards-v1', 90, champion), backend('cards-v2', 10)], {also})];
	const [model] = modelsOf({...none, splits, deployments: [deployment('cards-v3')]});
	expect(model!.versions).toMatchObject([
		{name: 'cards-v1', role: 'champion'},
		{name: 'cards-v2', role: 'challenger', copies: 100},
		{
			name: 'cards-v3',
			role: 'shadow',
			copies: 20,
			pods: {ready: 2, wanted: 2},
			image: 'cards-v3:1',
			since: 1000,
		},
	]);
});

test('a rule of one version that copies to another is a model, one that does not is none', () => {
	const lone = [
		split('plain', [backend('web', 100, champion)]),
		split('copied', [backend('cards-v1', 100, champion)], {
			also: [{says: 'a copy', reaches: 'cards-v2', copies: 100}],
		}),
	];
	expect(told({lone})).toEqual([
		{name: 'cards', versions: ['cards-v1 champion 100', 'cards-v2 shadow -'], ways: 1},
	]);
});

test('a Deployment is a version where it is labelled and a Service leads to it, and else is none', () => {
	const labels = {app: 'rank-v1', [modelLabel]: 'rank'};
	const deployments = [
		deployment('web'),
		deployment('rank-v1', labels),
		deployment('job', {app: 'job', [modelLabel]: 'job'}),
	];
	const services = [service('web'), service('rank-v1')];
	expect(told({deployments, services})).toEqual([{name: 'rank', versions: ['rank-v1 champion'], ways: 0}]);
	const both = [...deployments, deployment('rank-v2', {app: 'rank-v2', [modelLabel]: 'rank'})];
	expect(told({deployments: both, services: [...services, service('rank-v2')]})).toEqual([
		{name: 'rank', versions: ['rank-v1 unrouted', 'rank-v2 unrouted'], ways: 0},
	]);
});

test('a labelled version that no way leads to stands beside the others of its model', () => {
	const splits = [split('checkout', [backend('cards-v1', 90, champion), backend('cards-v2', 10)])];
	const deployments = ['cards-v1', 'cards-v2', 'cards-v3'].map(name =>
		deployment(name, {app: name, [modelLabel]: 'cards'}),
	);
	const services = deployments.map(({name}) => service(name));
	expect(told({splits, deployments, services})).toEqual([
		{
			name: 'cards',
			versions: ['cards-v1 champion 90', 'cards-v2 challenger 10', 'cards-v3 unrouted'],
			ways: 1,
		},
	]);
});
