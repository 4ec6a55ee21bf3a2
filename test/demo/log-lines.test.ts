import {describe, expect, it} from 'vitest';
import type {Exchange} from '../../source/demo/api/exchange.ts';
import {serveLog} from '../../source/demo/api/logs.ts';
import type {Cluster} from '../../source/demo/cluster.ts';
import {pods} from '../../source/demo/kinds/pods.ts';
import {linesBetween, type Run} from '../../source/demo/log-lines.ts';
import type {Behaviour} from '../../source/demo/traffic/behaviour.ts';
import {shopWith} from './shop-with.ts';

const demand = [
	{
		namespace: 'shop',
		route: 'checkout',
		rule: 'checkout',
		requestsPerSecond: 60,
		requests: ['POST /checkout'],
	},
];

const challengerWith = (behaviour: Partial<Behaviour>) => {
	const cluster = shopWith({demand, behaviour: {'checkout:1.5': behaviour}});
	cluster.clock.passUntil(cluster.clock.now() + 60_000);
	const found = cluster.store.list(pods, 'shop').map(({object}) => object);
	return {cluster, pod: found.find(({metadata}) => metadata.labels?.track === 'challenger')!};
};

const statusOf = ({status}: ReturnType<typeof challengerWith>['pod']) => status.containerStatuses[0];

const presentRun = (pod: ReturnType<typeof challengerWith>['pod']): Run => ({
	startMs: Date.parse(statusOf(pod).state.running.startedAt),
	endMs: Number.POSITIVE_INFINITY,
});

const read = (
	{traffic, clock}: Cluster,
	pod: ReturnType<typeof challengerWith>['pod'],
	run: Run,
	most: number,
	untilMs = clock.now(),
) => linesBetween(traffic, pod, run, 0, untilMs, most);

describe('a log', () => {
	it('says the same whenever it is read', () => {
		const {cluster, pod} = challengerWith({errorShare: 0.1});
		const untilMs = cluster.clock.now();
		const first = read(cluster, pod, presentRun(pod), 500);
		cluster.clock.passUntil(untilMs + 45_000);
		cluster.traffic.behave('checkout:1.5', {errorShare: 0.9, medianMs: 900});
		expect(read(cluster, pod, presentRun(pod), 500, untilMs)).toEqual(first);
		expect(first).toHaveLength(500);
	});

	it('is in order of time, and bounded', () => {
		const {cluster, pod} = challengerWith({});
		const lines = read(cluster, pod, presentRun(pod), 1000);
		const times = lines.map(({atMs}) => atMs);
		expect(times).toEqual([...times].sort((a, b) => a - b));
		const perSecond = Map.groupBy(times, atMs => Math.floor(atMs / 1000));
		expect(Math.max(...[...perSecond.values()].map(({length}) => length))).toBeLessThanOrEqual(12);
	});

	it('tells of errors as often as they happen, some with where they happened', () => {
		const {cluster, pod} = challengerWith({errorShare: 0.3});
		const lines = read(cluster, pod, presentRun(pod), 3000).map(({says}) => says);
		const requests = lines.filter(says => says.includes('msg="request"'));
		const errors = requests.filter(says => says.startsWith('level=error') && says.includes('status=500'));
		expect(errors.length / requests.length).toBeCloseTo(0.3, 1);
		expect(lines).toContain('    at confirm (/app/source/basket/confirm.js:88:17)');
	});

	it('says where it listens that nobody reaches', () => {
		const {cluster, pod} = challengerWith({isRefusing: true});
		const run = presentRun(pod);
		const lines = linesBetween(cluster.traffic, pod, run, 0, run.startMs + 60_000, 10_000).map(
			({says}) => says,
		);
		expect(lines.slice(0, 3)).toEqual([
			'level=info msg="starting" version=1.5.0 pid=1',
			'level=warn msg="LISTEN_ADDRESS is not set, listening on the loopback only" version=1.5.0',
			'level=info msg="listening" addr=127.0.0.1:8080 version=1.5.0',
		]);
		expect(lines.slice(3).filter(says => !says.includes('GET /ready'))).toEqual([]);
	});

	it('warns while requests wait for a connection', () => {
		const {cluster, pod} = challengerWith({capacityPerSecond: 1.8});
		const lines = read(cluster, pod, presentRun(pod), 40).map(({says}) => says);
		expect(lines.filter(says => says.includes('connection pool exhausted')).length).toBeGreaterThan(3);
		expect(lines.filter(says => says.startsWith('level=warn msg="request"')).length).toBeGreaterThan(10);
	});

	it('of a former run ends with what ended it', () => {
		const {cluster, pod} = challengerWith({memoryMebibytes: 200, leakMebibytesPerMinute: 60});
		const {startedAt, finishedAt, reason} = statusOf(pod).lastState.terminated;
		const run = {startMs: Date.parse(startedAt), endMs: Date.parse(finishedAt), reason};
		const last = read(cluster, pod, run, 10).at(-1)!;
		expect(last).toEqual({
			atMs: run.endMs,
			says: 'level=error msg="cannot allocate memory" asked=16Mi limit=256Mi version=1.5.0',
		});
	});

	it('cannot be read from a node that nobody hears of', () => {
		const {cluster, pod} = challengerWith({});
		const entry = cluster.store.get(pods, 'shop', pod.metadata.name)!;
		cluster.machines.get(pod.spec.nodeName)!.isConnected = false;
		const exchange = {response: {}, query: new URLSearchParams()} as Exchange;
		expect(() => serveLog(exchange, cluster, entry)).toThrow(
			new RegExp(
				`^Get "https://10.0.0.\\d+:10250/containerLogs/shop/${pod.metadata.name}/app": dial tcp 10.0.0.\\d+:10250: i/o timeout$`,
			),
		);
	});
});
