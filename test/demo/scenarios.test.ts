import {describe, expect, test} from 'vitest';
import type {Cluster} from '../../source/demo/cluster.ts';
import {deployments} from '../../source/demo/kinds/apps.ts';
import {kinds} from '../../source/demo/kinds/index.ts';
import {namespaces} from '../../source/demo/kinds/namespaces.ts';
import {httpRoutes} from '../../source/demo/kinds/networking.ts';
import type {Tree} from '../../source/demo/object.ts';
import {create} from '../../source/demo/registry/create.ts';
import {update} from '../../source/demo/registry/update.ts';
import {createGuide} from '../../source/demo/scenarios/guide.ts';
import {scenarios} from '../../source/demo/scenarios/index.ts';
import {isAsDeclared, podsOf, shares} from '../../source/demo/scenarios/look.ts';
import type {Scenario, Stage} from '../../source/demo/scenarios/scenario.ts';
import {later, onceSo, reweigh, ship} from '../../source/demo/scenarios/script.ts';
import {startCluster} from '../../source/demo/start-cluster.ts';
import {edit, everySoOften} from '../../source/demo/worlds/world.ts';
import {pass} from './cluster-with.ts';

const nowMs = Date.parse('2026-11-23T16:00:00Z');

function begin(scenario: Scenario, seed = 1): Cluster {
	const tokens = {accepts: () => true, expire() {}, renew() {}, onExpire() {}, isUsed: true};
	return startCluster(scenario, {seed, speed: 1, nowMs, isPaused: true, firstVersion: 1000, tokens});
}

const named = (name: string) => scenarios.find(scenario => scenario.name === name)!;

test('every scenario has a name of its own and says in a few words what it is about', () => {
	expect(new Set(scenarios.map(({name}) => name)).size).toBe(scenarios.length);
	for (const {name, says} of scenarios) {
		expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
		expect(says, name).toMatch(/^[a-z][^.]{20,70}$/);
	}
});

test.each(scenarios.map(each => [each.name, each] as const))(
	'%s begins with the namespace its context names',
	(_name, scenario) => {
		const cluster = begin(scenario);
		pass(cluster, 1);
		const there = cluster.store.list(namespaces).map(({object}) => object.metadata.name);
		expect(there).toContain('default');
		expect(there.includes('shop')).toBe(scenario.isShopless !== true);
	},
);

/** As the line has at most eighty columns, three of them taken. */
const longestLine = 74;

function checkLines({name, guidance = []}: Scenario, stage: Stage): void {
	for (const {says} of guidance) {
		const line = says(stage);
		const parts = line.split('`');
		expect(parts.length % 2, `${name}: keys in ${line}`).toBe(1);
		expect(parts.join('').length, `${name}: ${line}`).toBeLessThanOrEqual(longestLine);
		expect(line, name).toMatch(/^\S.*[.:?]$/);
		expect(line, name).not.toMatch(/undefined|NaN/);
	}
}

/** Half of every rule to each backend: more than some versions can take. */
function shiftAll(cluster: Cluster): void {
	for (const {object} of cluster.store.list(httpRoutes)) {
		const {namespace, name} = object.metadata;
		reweigh(cluster, namespace!, name, [50, 50], 'test');
	}
}

describe.each(scenarios.map(scenario => [scenario.name, scenario] as const))('%s', (_name, scenario) => {
	test('says lines that fit, whatever is measured', () => {
		const cluster = begin(scenario);
		const stage = {cluster, seen: new Set<string>(), at: ['now'], shownMs: 0};
		for (const acts of [() => {}, shiftAll]) {
			acts(cluster);
			for (let look = 0; look < 12; look++) {
				checkLines(scenario, stage);
				pass(cluster, 4);
			}
		}
	});

	test.each([
		['no rules', (spec: Tree) => void delete spec.rules],
		['no backends', ({rules}: Tree) => rules.forEach((rule: Tree) => void delete rule.backendRefs)],
		['a third backend', ({rules}: Tree) => rules[0].backendRefs?.push({name: 'third', port: 80, weight: 5})],
	])('goes on where somebody leaves its routes with %s', (_what, change) => {
		const cluster = begin(scenario);
		const guide = createGuide(cluster, scenario.guidance ?? [], () => {});
		for (const {object} of cluster.store.list(httpRoutes)) {
			const {namespace, name} = object.metadata;
			edit(cluster, httpRoutes, namespace, name, ({spec}) => change(spec), 'test');
			cluster.store.pretend(cluster.store.get(httpRoutes, namespace, name)!);
		}
		const stage = {cluster, seen: new Set<string>(), at: ['split'], shownMs: 0};
		for (const {says, isDone} of scenario.guidance ?? []) {
			expect(says(stage)).not.toMatch(/undefined|NaN/);
			isDone(stage);
		}
		pass(cluster, 10);
		guide.stop();
		const backends: Tree[] = cluster.store
			.list(httpRoutes)
			.flatMap(({object}) => object.spec.rules[0]?.backendRefs ?? []);
		for (const {name, weight} of backends) if (name === 'third') expect(weight).toBe(5);
	});

	test('is used as it says, by versions that are there', () => {
		const cluster = begin(scenario);
		const images = cluster.store
			.list(deployments)
			.map(({object}) => object.spec.template.spec.containers[0].image);
		for (const part of Object.keys(scenario.behaviour ?? {}))
			expect(
				images.some(image => image.includes(part)),
				part,
			).toBe(true);
		for (const {namespace, route, service} of scenario.demand ?? []) {
			const flows = [...cluster.traffic.flows].filter(({course}) => course.namespace === namespace);
			const used = flows.find(({course}) => (route ? course.route === route : course.service === service));
			expect(used?.tallies.length, `${namespace}/${route ?? service}`).toBeGreaterThan(0);
		}
	});
});

const quick = scenarios.filter(({name}) => name !== 'fleet');

test.each(quick.map(scenario => [scenario.name, scenario] as const))(
	'%s plays the same with the same seed',
	(_name, scenario) => {
		const [one, other] = [1, 2].map(() => {
			const cluster = begin(scenario, 7);
			pass(cluster, 20);
			shiftAll(cluster);
			pass(cluster, 20);
			return kinds.flatMap(kind => cluster.store.list(kind).map(({text}) => text));
		});
		expect(other).toEqual(one);
	},
);

const lessons = ['bad-challenger', 'dead-challenger', 'stuck-rollout', 'capacity', 'another-operator'];

test.each(lessons)('%s opens on a cluster in which nothing else is wrong', name => {
	expect(isAsDeclared(begin(named(name)))).toBe(true);
});

/** What the guide says in the end, after somebody did all of it without waiting to be told. */
function guided(name: string, acts: (cluster: Cluster) => void, seed = 1) {
	const cluster = begin(named(name), seed);
	const guide = createGuide(cluster, named(name).guidance!, () => {});
	acts(cluster);
	const {isOver, guidance} = guide.get();
	guide.stop();
	return {isOver, guidance, cluster};
}

function scale(cluster: Cluster, namespace: string, name: string, replicas: number): void {
	const change = ({spec}: Tree) => {
		spec.replicas = replicas;
	};
	edit(cluster, deployments, namespace, name, change, 'test');
}

describe('guidance is over for whoever was faster', () => {
	test('than the log of a dead challenger', () => {
		const {isOver} = guided('dead-challenger', cluster => {
			reweigh(cluster, 'shop', 'checkout', [100, 0], 'test');
			pass(cluster, 60);
			reweigh(cluster, 'shop', 'checkout', [90, 10], 'test');
			pass(cluster, 15);
		});
		expect(isOver).toBe(true);
	});

	test('than the way back from a stuck rollout', () => {
		const {isOver} = guided('stuck-rollout', cluster => {
			pass(cluster, 10);
			ship(cluster, 'web', 'storefront', 'storefront:7.13.0');
			pass(cluster, 40);
		});
		expect(isOver).toBe(true);
	});

	test('than a challenger that melts', () => {
		const {isOver} = guided('capacity', cluster => {
			scale(cluster, 'search', 'ranker-challenger', 6);
			pass(cluster, 20);
			reweigh(cluster, 'search', 'ranker', [50, 50], 'test');
			pass(cluster, 20);
		});
		expect(isOver).toBe(true);
	});
});

describe.each([1, 2, 3, 4, 5])('with seed %d', seed => {
	const errors = ({traffic}: Cluster, name: string) => traffic.measured('search', name)?.errorShare ?? 0;

	test('half of the users are too many for two pods, and not for eight', () => {
		const few = begin(named('capacity'), seed);
		reweigh(few, 'search', 'ranker', [50, 50], 'test');
		pass(few, 40);
		expect(errors(few, 'ranker-challenger')).toBeGreaterThan(0.2);
		expect(errors(few, 'ranker-champion')).toBeLessThan(0.01);
		reweigh(few, 'search', 'ranker', [100, 0], 'test');
		pass(few, 30);
		expect(errors(few, 'ranker-champion')).toBeLessThan(0.01);

		const many = begin(named('capacity'), seed);
		scale(many, 'search', 'ranker-challenger', 8);
		pass(many, 20);
		reweigh(many, 'search', 'ranker', [50, 50], 'test');
		pass(many, 60);
		expect(errors(many, 'ranker-challenger')).toBeLessThan(0.01);
		expect(podsOf(many, 'search', 'ranker-challenger')).toEqual({wanted: 8, ready: 8});
	});

	test('a dead challenger fails all of its users, and is ready all the time', () => {
		const cluster = begin(named('dead-challenger'), seed);
		for (let look = 0; look < 10; look++) {
			pass(cluster, 10);
			expect(cluster.traffic.measured('shop', 'checkout-challenger')?.errorShare).toBe(1);
			expect(isAsDeclared(cluster)).toBe(true);
		}
	});
});

describe('what the API refuses does not happen, and the rest goes on', () => {
	/** Whoever does this is refused: the namespace is there. */
	const makeAgain = (cluster: Cluster) =>
		void create(cluster, namespaces, undefined, {metadata: {name: 'default'}}, {manager: 'test'});

	test('when it was to be done later, once, or again and again', () => {
		const cluster = begin(named('another-operator'));
		const done: string[] = [];
		const note = (what: string) => () => {
			done.push(what);
			makeAgain(cluster);
		};
		later(cluster, 1000, note('later'));
		onceSo(cluster, httpRoutes, () => true, 1000, note('once'));
		everySoOften(cluster, 5000, 5000, note('often'));
		reweigh(cluster, 'shop', 'checkout', [60, 40], 'test');
		pass(cluster, 12);
		expect(done.sort()).toEqual(['later', 'often', 'often', 'once']);
	});

	test('when a line was to begin with it', () => {
		const cluster = begin(named('empty'));
		const line = {says: () => 'First.', isDone: () => true, begins: makeAgain};
		const guide = createGuide(
			cluster,
			[line, {...line, says: () => 'Second.', isDone: () => false}],
			() => {},
		);
		pass(cluster, 2);
		expect(guide.get()).toEqual({guidance: 'Second.', isOver: false});
		guide.stop();
	});

	test('but a fault of the cluster itself is said', () => {
		const cluster = begin(named('empty'));
		later(cluster, 1000, () => {
			throw new TypeError('a fault');
		});
		expect(() => pass(cluster, 2)).toThrow('a fault');
	});
});

test('the other operator acts upon a dry run, and once', () => {
	const cluster = begin(named('another-operator'));
	const challenger = () => shares(cluster, 'shop', 'checkout', 'checkout-challenger');
	const tryWeight = (weight: number) => {
		const entry = cluster.store.get(httpRoutes, 'shop', 'checkout')!;
		const body = structuredClone(entry.object);
		body.spec.rules[0].backendRefs[1].weight = weight;
		update(cluster, entry, body, {manager: 'test', isDryRun: true});
		pass(cluster, 1);
	};
	pass(cluster, 60);
	expect(challenger()).toEqual([10]);
	tryWeight(30);
	expect(challenger()).toEqual([20]);
	reweigh(cluster, 'shop', 'checkout', [60, 40], 'test');
	tryWeight(30);
	expect(challenger()).toEqual([40]);
});
