import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {intake} from '../../source/cluster/intake.ts';
import {createLuck, type Luck} from '../../source/demo/luck.ts';
import {engines} from '../../source/engines/index.ts';
import type {Project} from '../../source/model/cluster.ts';
import {type KubernetesObject, refOf} from '../../source/model/object.ts';
import type {Source} from '../../source/model/source.ts';
import {resourceViews} from '../../source/resources/index.ts';
import type {ResourceView, Row} from '../../source/resources/view.ts';
import {dialects} from '../../source/traffic/index.ts';
import {loneWaysOf, partsByDialect, partsOf, splitsOf} from '../../source/traffic/splits.ts';
import type {Rows} from '../../source/troubles/facts.ts';
import {troubles} from '../../source/troubles/index.ts';
import {trafficCases} from '../kit/traffic-cases.ts';
import {mutated} from './mutate.ts';

// Whatever an object holds, nothing that reads it may throw: one object would take the whole list with it. SEED=n plays one again.

const seed = Number(process.env.SEED ?? 20_261);
const rounds = 25;
const fixtures = [
	...objectsUnder(join(import.meta.dirname, '..', 'fixtures')),
	...trafficCases().flatMap(({objects}) => objects),
];
const now = Date.UTC(2026, 0, 15);

test('there are objects of many kinds to begin with', () => {
	expect(fixtures.length).toBeGreaterThan(100);
	expect(new Set(fixtures.map(({kind}) => kind)).size).toBeGreaterThan(10);
});

const ways = [
	['of the right types', true],
	['of any type', false],
] as const;

describe.each(ways)('values %s', (_way, isTyped) => {
	test.each(resourceViews.map(view => [view.name, view] as const))(
		'%s are projected and shown whatever they hold',
		(name, view) => {
			const luck = createLuck(seed);
			const own = fixtures.filter(({kind}) => kind === view.kind);
			const project = isTyped ? view.project : takenIn(view.project as Project<Row>);
			for (const object of several(own.length > 0 ? own : [bare(view.kind)], rounds * 10, luck, isTyped)) {
				held(object, name, () => {
					const row = project(object);
					// Servers see to the types of what they serve themselves; a stream must survive what others serve.
					if (row !== undefined && isTyped) showRow(view, row);
				});
			}
		},
	);
});

/** As streams take objects in: what cannot be read is named, and left out. */
function takenIn(project: Project<Row>): Project<Row> {
	return object => {
		let row: Row | undefined;
		const rows = intake(project, change => {
			if (change.type === 'added-page') row = change.rows[0];
		});
		rows.beginList();
		rows.put(object);
		rows.endList();
		return row;
	};
}

function showRow(view: ResourceView, row: Row): void {
	const facts = {now};
	for (const column of view.columns) {
		expect(typeof column.cell(row, facts)).toBe('string');
		column.sortBy(row, facts);
		column.tone?.(row, facts);
	}
	view.search(row);
	view.isFaulty(row, facts);
}

const troubleLists = {
	pods: 'pods',
	deployments: 'deployments',
	nodes: 'nodes',
	replicaSets: 'replicasets',
	services: 'services',
	slices: 'endpointslices',
	autoscalers: 'horizontalpodautoscalers',
	budgets: 'poddisruptionbudgets',
	gateways: 'gateways',
	warnings: 'warnings',
} as const;

test('troubles are found whatever the objects hold that they are found in', () => {
	const luck = createLuck(seed);
	for (let round = 0; round < 60; round++) {
		const lists = Object.entries(troubleLists).map(([list, name]) => {
			const view = resourceViews.find(each => each.name === name)!;
			const own = fixtures.filter(({kind}) => kind === view.kind);
			const objects = several(own.length > 0 ? own : [bare(view.kind)], 20, luck);
			const rows = objects.flatMap(object => (view.project(object) as Row | undefined) ?? []);
			return [list, rows] as const;
		});
		const parts = ['HTTPRoute', 'VirtualService', 'DestinationRule'].flatMap(kind => {
			const routes = several(
				fixtures.filter(each => each.kind === kind),
				10,
				luck,
			);
			return routes.flatMap(route => {
				const source = dialects
					.flatMap(({sources}) => sources)
					.find(each => each.kind === kind && String(route.apiVersion).startsWith(each.group));
				return source === undefined ? [] : partsOf(route, refOf(resourceOf(source), route));
			});
		});
		const rows = Object.fromEntries(lists) as never as Rows;
		const world = {services: rows.services!, deployments: rows.deployments!, replicaSets: rows.replicaSets};
		const kept = partsByDialect(parts);
		troubles({...rows, ways: [...splitsOf(kept, world), ...loneWaysOf(kept, world)], now});
	}
});

test.each(
	dialects
		.flatMap(({sources}) => sources)
		.map(source => [`${source.plural}.${source.group}`, source] as const),
)('splits are read of %s whatever they hold', (_name, source) => {
	const luck = createLuck(seed);
	const world = worldOf(luck);
	for (const object of several(ofKind(source), rounds * 4, luck)) {
		held(object, source.plural, () => {
			const ref = refOf(resourceOf(source), object);
			splitsOf(partsByDialect(partsOf(object, ref)), world);
		});
	}
});

test.each(engines.map(engine => [engine.source.kind, engine] as const))(
	'rollouts are read of a %s whatever it holds',
	(_name, engine) => {
		const luck = createLuck(seed);
		for (const object of several(ofKind(engine.source), rounds * 8, luck)) {
			held(object, engine.source.plural, () =>
				engine.rollout(object, refOf(resourceOf(engine.source), object)),
			);
		}
	},
);

function resourceOf({group, plural, kind, versions}: Source) {
	return {group, version: versions?.[0] ?? 'v1', plural, kind, namespaced: true};
}

function ofKind({kind, group}: Source): readonly KubernetesObject[] {
	const own = fixtures.filter(each => each.kind === kind && String(each.apiVersion).startsWith(group));
	return own.length > 0 ? own : [bare(kind)];
}

/** Copies of the objects, each mutated in its own way; what a server vouches for stays. */
function several(
	objects: readonly KubernetesObject[],
	count: number,
	luck: Luck,
	isTyped = true,
): KubernetesObject[] {
	const mutation = {luck, isKept: isVouchedFor, isTyped};
	return Array.from({length: count}, (_, c) => mutated(objects[c % objects.length]!, mutation));
}

/** Every server has checked these, of every kind. */
function isVouchedFor(path: readonly string[]): boolean {
	const [first, second] = path;
	if (first === 'metadata' && second === 'ownerReferences') return true;
	return ['kind', 'apiVersion', 'metadata', 'metadata.name', 'metadata.uid', 'metadata.namespace'].includes(
		path.join('.'),
	);
}

function worldOf(luck: Luck) {
	const rows = (name: string) => {
		const view = resourceViews.find(each => each.name === name)!;
		const objects = several(
			fixtures.filter(({kind}) => kind === view.kind),
			20,
			luck,
		);
		return objects.flatMap(object => (view.project(object) as Row | undefined) ?? []);
	};
	return {
		services: rows('services'),
		deployments: rows('deployments'),
		replicaSets: rows('replicasets'),
	} as never;
}

function held(object: KubernetesObject, what: string, read: () => void): void {
	try {
		read();
	} catch (error) {
		const text = JSON.stringify(object).slice(0, 3000);
		throw new Error(`SEED=${seed} ${what}: ${(error as Error).stack}\n${text}`);
	}
}

function bare(kind: string): KubernetesObject {
	return {
		kind,
		apiVersion: 'v1',
		metadata: {
			name: 'bare',
			namespace: 'shop',
			uid: 'u-bare',
			labels: {},
			annotations: {},
			creationTimestamp: '2026-01-15T00:00:00Z',
		},
		spec: {replicas: 1, selector: {}, rules: []},
		status: {conditions: [{type: 'Ready', status: 'True', reason: 'x', message: 'y'}]},
	} as unknown as KubernetesObject;
}

function objectsUnder(folder: string): KubernetesObject[] {
	return readdirSync(folder, {recursive: true, encoding: 'utf8'})
		.filter(name => name.endsWith('.json'))
		.flatMap(name => objectsIn(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}

function objectsIn(value: unknown): KubernetesObject[] {
	if (typeof value !== 'object' || value === null) return [];
	const {kind, metadata} = value as {kind?: unknown; metadata?: {uid?: unknown; name?: unknown}};
	if (typeof kind === 'string' && typeof metadata?.name === 'string') return [value as KubernetesObject];
	return Object.values(value).flatMap(objectsIn);
}

test('a canary of a milliard checks is listed as far as anybody waits', () => {
	const [canary] = ofKind(engines.find(({source}) => source.kind === 'Canary')!.source);
	const checks = {...canary!, spec: {...canary!.spec, analysis: {iterations: 2_147_483_647, interval: '1m'}}};
	const steps = {...canary!, spec: {...canary!.spec, analysis: {stepWeight: 1e-9, interval: '1m'}}};
	const engine = engines.find(({source}) => source.kind === 'Canary')!;
	for (const object of [checks, steps] as KubernetesObject[]) {
		const rollout = engine.rollout(object, refOf(resourceOf(engine.source), object));
		expect(rollout?.steps).toHaveLength(1000);
	}
});
