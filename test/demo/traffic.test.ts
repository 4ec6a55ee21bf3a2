import {describe, expect, it, vi} from 'vitest';
import {createClock} from '../../source/demo/clock.ts';
import type {Cluster} from '../../source/demo/cluster.ts';
import {deployments} from '../../source/demo/kinds/apps.ts';
import {events} from '../../source/demo/kinds/events.ts';
import {httpRoutes} from '../../source/demo/kinds/networking.ts';
import {pods} from '../../source/demo/kinds/pods.ts';
import {usageOf} from '../../source/demo/load.ts';
import {createLuck} from '../../source/demo/luck.ts';
import {isReady} from '../../source/demo/pod-state.ts';
import {Store} from '../../source/demo/store.ts';
import type {Demand} from '../../source/demo/traffic/behaviour.ts';
import {totalOf} from '../../source/demo/traffic/flow.ts';
import {createTraffic} from '../../source/demo/traffic/traffic.ts';
import {edit} from '../../source/demo/worlds/world.ts';
import {shopWith} from './shop-with.ts';

const checkout: Demand = {
	namespace: 'shop',
	route: 'checkout',
	rule: 'checkout',
	requestsPerSecond: 60,
	requests: ['POST /checkout', 'GET /checkout/basket'],
};

const pass = ({clock}: Cluster, seconds: number) => clock.passUntil(clock.now() + seconds * 1000);

const weigh = (cluster: Cluster, ...weights: number[]) =>
	edit(
		cluster,
		httpRoutes,
		'shop',
		'checkout',
		({spec}) => {
			for (const {backendRefs} of spec.rules)
				weights.forEach((weight, i) => {
					backendRefs[i].weight = weight;
				});
		},
		'test',
	);

/** What was counted so far, by Service and outcome, as `checkout-champion 200`. */
const counted = ({traffic}: Cluster) => {
	const sums: Record<string, number> = {};
	for (const {course, tallies} of traffic.flows) {
		for (const tally of tallies) {
			const key = `${course.service} ${tally.outcome.code}${tally.outcome.flags.replace('-', '')}`;
			sums[key] = (sums[key] ?? 0) + totalOf(tally);
		}
	}
	return sums;
};

const sum = (counts: Record<string, number>) =>
	Object.values(counts).reduce((total, each) => total + each, 0);

/** What `during` added. */
const gained = (cluster: Cluster, during: () => void) => {
	const before = counted(cluster);
	during();
	const after = counted(cluster);
	return Object.fromEntries(
		Object.entries(after)
			.map(([key, count]) => [key, count - (before[key] ?? 0)] as const)
			.filter(([, count]) => count !== 0),
	);
};

const podsOf = ({store}: Cluster, track: string) =>
	store
		.list(pods, 'shop')
		.map(({object}) => object)
		.filter(({metadata}) => metadata.labels?.track === track);

describe('requests', () => {
	it.each([
		['as at first', [90, 10]],
		['far apart', [99, 1]],
		['not summing to a hundred', [1, 3]],
		['evenly', [7, 7]],
	])('follow weights %s', (_, weights) => {
		const cluster = shopWith({demand: [checkout], behaviour: {checkout: {capacityPerSecond: 1000}}});
		weigh(cluster, ...weights);
		const counts = gained(cluster, () => pass(cluster, 300));
		const total = sum(counts);
		const share = weights[1]! / (weights[0]! + weights[1]!);
		const challenger = (counts['checkout-challenger 200'] ?? 0) + (counts['checkout-challenger 500'] ?? 0);
		// Five standard deviations of a binomial.
		const tolerance = 5 * Math.sqrt((share * (1 - share)) / total);
		expect(total).toBeGreaterThan(300 * 60 * 0.9);
		expect(Math.abs(challenger / total - share)).toBeLessThan(tolerance);
	});

	it('do not reach a backend of weight zero', () => {
		const cluster = shopWith({demand: [checkout]});
		weigh(cluster, 100, 0);
		const counts = gained(cluster, () => pass(cluster, 60));
		expect(Object.keys(counts).filter(key => key.includes('challenger'))).toEqual([]);
	});

	it('fail where all weights are zero', () => {
		const cluster = shopWith({demand: [checkout]});
		weigh(cluster, 0, 0);
		expect(Object.keys(gained(cluster, () => pass(cluster, 10)))).toEqual([' 500DR']);
	});

	it('fail for the share of a backend that is not there', () => {
		const cluster = shopWith({demand: [checkout]});
		const rename = (route: {spec: {rules: {backendRefs: {name: string}[]}[]}}) => {
			route.spec.rules[0]!.backendRefs[1]!.name = 'checkout-nowhere';
		};
		edit(cluster, httpRoutes, 'shop', 'checkout', route => rename(route as never), 'test');
		const counts = gained(cluster, () => pass(cluster, 60));
		expect(counts['checkout-nowhere 500DR']! / sum(counts)).toBeCloseTo(0.1, 1);
		expect(counts['checkout-champion 200']! / sum(counts)).toBeCloseTo(0.9, 1);
	});

	it('fail for the share of a backend without ready pods', () => {
		const cluster = shopWith({demand: [checkout]});
		const stop = (deployment: {spec: {replicas: number}}) => {
			deployment.spec.replicas = 0;
		};
		edit(cluster, deployments, 'shop', 'checkout-challenger', found => stop(found as never), 'test');
		pass(cluster, 10);
		const counts = gained(cluster, () => pass(cluster, 60));
		expect(counts['checkout-challenger 503UH']! / sum(counts)).toBeCloseTo(0.1, 1);
		expect(cluster.traffic.measured('shop', 'checkout-challenger')?.errorShare).toBe(1);
	});

	it('find no way before a gateway has taken the route on', () => {
		const cluster = shopWith({demand: [{...checkout, route: 'unknown'}]});
		expect(Object.keys(counted(cluster))).toEqual([' 404NR']);
	});

	it('follow ready pods behind a Service of two deployments', () => {
		const cluster = shopWith({demand: [{...checkout, route: undefined, rule: undefined, service: 'all'}]});
		const flows = [...cluster.traffic.flows].map(({course, tallies}) => [
			course.workload,
			tallies.reduce((total, tally) => total + totalOf(tally), 0),
		]);
		const {'checkout-champion': champion, 'checkout-challenger': challenger} = Object.fromEntries(flows);
		expect(champion / challenger).toBeCloseTo(6 / 3, 1);
	});

	it('are counted by the pods they reach and by the gateway alike', () => {
		const cluster = shopWith({demand: [checkout], behaviour: {'checkout:1.5': {errorShare: 0.2}}});
		pass(cluster, 60);
		const atPods = (code: number) =>
			cluster.store
				.list(pods, 'shop')
				.flatMap(({object}) => cluster.traffic.loadOf(object)?.answers ?? [])
				.filter(answer => answer.code === code)
				.reduce((total, {count}) => total + count, 0);
		const counts = counted(cluster);
		expect(atPods(200)).toBe(counts['checkout-champion 200']! + counts['checkout-challenger 200']!);
		expect(atPods(500)).toBe((counts['checkout-champion 500'] ?? 0) + counts['checkout-challenger 500']!);
		expect(counts['checkout-challenger 500']! / (atPods(200) / 9)).toBeCloseTo(0.2, 1);
	});

	it('come to nothing on a machine that is off', () => {
		const cluster = shopWith({demand: [checkout]});
		const [pod] = podsOf(cluster, 'challenger');
		const machine = cluster.machines.get(pod!.spec.nodeName)!;
		machine.isOn = false;
		const counts = gained(cluster, () => pass(cluster, 20));
		expect(Object.keys(counts)).toEqual(
			expect.arrayContaining(['checkout-challenger 200', 'checkout-challenger 503UF']),
		);
		expect(usageOf(cluster, pod!)).toBeUndefined();
	});

	it('are the same for the same seed', () => {
		const run = (seed: number) => {
			const cluster = shopWith({demand: [checkout]}, seed);
			pass(cluster, 60);
			return counted(cluster);
		};
		expect(run(3)).toEqual(run(3));
		expect(run(4)).not.toEqual(run(3));
	});

	it('cost nothing where nobody asks', () => {
		const clock = createClock(0, 1);
		const after = vi.spyOn(clock, 'after');
		const traffic = createTraffic({store: new Store(), clock, luck: createLuck(1), isOff: () => false});
		expect(after).not.toHaveBeenCalled();
		traffic.demand(checkout);
		clock.passUntil(10_000);
		expect(after.mock.calls.length).toBeGreaterThan(9);
		traffic.demand({...checkout, requestsPerSecond: 0});
		clock.passUntil(12_000);
		after.mockClear();
		clock.passUntil(60_000);
		expect(after).not.toHaveBeenCalled();
	});
});

describe('versions', () => {
	it('refuse connections and know nothing of it', () => {
		const cluster = shopWith({demand: [checkout], behaviour: {'checkout:1.5': {isRefusing: true}}});
		const counts = gained(cluster, () => pass(cluster, 30));
		expect(Object.keys(counts)).toContain('checkout-challenger 503UF');
		expect(Object.keys(counts)).not.toContain('checkout-challenger 200');
		for (const pod of podsOf(cluster, 'challenger')) {
			const {answers, cpuMillicores} = cluster.traffic.loadOf(pod)!;
			expect(answers.reduce((total, {count}) => total + count, 0)).toBe(0);
			expect(cpuMillicores).toBeLessThan(10);
			expect(cluster.traffic.answersProbe(pod, 1000)).toBe(true);
		}
	});

	it('take as long as they were described', () => {
		const behaviour = {checkout: {medianMs: 40, p99Ms: 800, capacityPerSecond: 1000}};
		const cluster = shopWith({demand: [{...checkout, requestsPerSecond: 2000}], behaviour});
		pass(cluster, 60);
		const {p50Ms, p99Ms, requestsPerSecond} = cluster.traffic.measured('shop', 'checkout-champion')!;
		expect(p50Ms).toBeGreaterThan(36);
		expect(p50Ms).toBeLessThan(48);
		expect(p99Ms).toBeGreaterThan(650);
		expect(p99Ms).toBeLessThan(1000);
		expect(requestsPerSecond).toBeGreaterThan(1600);
	});

	it('use processors for what they serve', () => {
		const behaviour = {checkout: {millicoresPerRequest: 7, capacityPerSecond: 100}};
		const cluster = shopWith({demand: [checkout], behaviour});
		pass(cluster, 60);
		const used = podsOf(cluster, 'champion').map(pod => usageOf(cluster, pod)!.cpuMillicores);
		const mean = used.reduce((total, each) => total + each, 0) / used.length;
		// 54 requests a second over six pods, and what an idle application needs.
		expect(mean).toBeGreaterThan(61);
		expect(mean).toBeLessThan(75);
	});
});

describe('capacity', () => {
	const scale = (cluster: Cluster, replicas: number) =>
		edit(
			cluster,
			deployments,
			'shop',
			'checkout-challenger',
			({spec}) => {
				spec.replicas = replicas;
			},
			'test',
		);
	const tight = {
		demand: [{...checkout, requestsPerSecond: 80}],
		behaviour: {checkout: {capacityPerSecond: 20}},
	};

	it('melts a challenger that gets everything', () => {
		const cluster = shopWith(tight);
		weigh(cluster, 0, 100);
		pass(cluster, 2);
		const first = cluster.traffic.measured('shop', 'checkout-challenger')!;
		expect(first.p50Ms).toBeGreaterThan(100);
		expect(podsOf(cluster, 'challenger').map(pod => cluster.traffic.answersProbe(pod, 1000))).toEqual([
			true,
			true,
			true,
		]);
		const errors: number[] = [];
		for (let seconds = 0; seconds < 28; seconds++) {
			pass(cluster, 1);
			errors.push(cluster.traffic.measured('shop', 'checkout-challenger')!.errorShare);
		}
		expect(Math.max(...errors)).toBeGreaterThan(0.4);
		expect(Object.keys(counted(cluster))).toEqual(
			expect.arrayContaining(['checkout-challenger 503UO', 'checkout-challenger 504UT']),
		);
	});

	it('makes melting pods unready, and ready again once they have time to breathe', () => {
		const cluster = shopWith(tight);
		const ready = () => podsOf(cluster, 'challenger').filter(isReady).length;
		weigh(cluster, 0, 100);
		const seen = new Set<number>();
		for (let seconds = 0; seconds < 60; seconds++) {
			pass(cluster, 1);
			seen.add(ready());
		}
		expect(Math.min(...seen)).toBeLessThan(2);
		const warnings = cluster.store.list(events, 'shop').map(({object}) => object.message);
		expect(warnings.join()).toContain('Readiness probe failed: Get "http://10.244.');
		weigh(cluster, 100, 0);
		pass(cluster, 30);
		expect(ready()).toBe(3);
	});

	it('ends with a kill where memory runs out', () => {
		const behaviour = {'checkout:1.5': {memoryMebibytes: 200, leakMebibytesPerMinute: 30}};
		const cluster = shopWith({demand: [checkout], behaviour});
		pass(cluster, 180);
		const statuses = podsOf(cluster, 'challenger').map(({status}) => status.containerStatuses[0]);
		for (const {restartCount, lastState} of statuses) {
			expect(restartCount).toBeGreaterThan(0);
			expect(lastState.terminated).toMatchObject({reason: 'OOMKilled', exitCode: 137});
		}
	});

	it('is enough where the challenger is scaled first', () => {
		const cluster = shopWith(tight);
		scale(cluster, 6);
		pass(cluster, 15);
		weigh(cluster, 0, 100);
		pass(cluster, 60);
		const {errorShare, p50Ms} = cluster.traffic.measured('shop', 'checkout-challenger')!;
		expect(errorShare).toBeLessThan(0.02);
		expect(p50Ms).toBeLessThan(60);
	});
});
