/** What an application says of the requests it serves. */
import {portOf} from './log-milestones.ts';
import type {KubernetesObject} from './object.ts';
import type {Behaviour, Pressure, Traffic} from './traffic/behaviour.ts';
import {durations} from './traffic/latency.ts';

/** Luck of a pod's second, by what it is for. */
type LuckOf = (what: string) => number;

/** Before users were counted, about this much went on. */
const quiet: Pressure = {requestsPerSecond: 2, waitMs: 0};

/** Lines tell of what was measured a window before: that is known for good when they are read first. */
const lagMs = 16_000;

const ordinaryRequests = ['GET /', 'GET /items', 'POST /items'];

/** A few lines about a second: some of its requests, and what stands in their way. */
export function requestLines(
	traffic: Traffic,
	pod: KubernetesObject,
	behaviour: Behaviour,
	atMs: number,
	luck: LuckOf,
): string[] {
	const version = `version=${pod.spec.containers[0].image.split(':').at(-1)}`;
	if (behaviour.isRefusing) return luck('probe') < 0.2 ? [probeLine(pod)] : [];
	const pressure = traffic.pressureAt(pod, atMs - lagMs) ?? quiet;
	const known = traffic.requestsTo(pod);
	const requests = known.length > 0 ? known : ordinaryRequests;
	const lines = pressure.waitMs > 300 && luck('pool') < 0.4 ? [poolLine(behaviour, pressure, version)] : [];
	for (const one of ['a', 'b']) {
		if (luck(`any${one}`) > Math.min(0.85, pressure.requestsPerSecond / 3)) continue;
		const request = requests[Math.floor(luck(`which${one}`) * requests.length)]!;
		lines.push(...requestLine(request, behaviour, pressure, version, what => luck(what + one)));
	}
	return lines;
}

/** What still gets in where users do not: the probe, from within the pod. */
function probeLine(pod: KubernetesObject): string {
	return `level=info msg="request" addr=127.0.0.1:${portOf(pod)} request="GET /ready" status=200`;
}

function poolLine({capacityPerSecond}: Behaviour, {waitMs}: Pressure, version: string): string {
	const waiting = Math.round((waitMs / 1000) * capacityPerSecond);
	return `level=warn msg="connection pool exhausted" pool=orders active=20 max=20 waiting=${waiting} ${version}`;
}

function requestLine(
	request: string,
	behaviour: Behaviour,
	pressure: Pressure,
	version: string,
	luck: LuckOf,
): string[] {
	const load = pressure.requestsPerSecond / behaviour.capacityPerSecond;
	const {medianMs, sigma} = durations(behaviour, load, pressure.waitMs);
	const z = Math.sqrt(-2 * Math.log(1 - luck('far'))) * Math.cos(2 * Math.PI * luck('angle'));
	const tookMs = Math.max(1, Math.round(medianMs * Math.exp(sigma * z)));
	const tells = (level: string, status: number, more = '') =>
		`level=${level} msg="request" request="${request}" status=${status} took=${tookMs}ms ${version}${more}`;
	if (luck('error') < behaviour.errorShare) {
		const error = errors[Math.floor(luck('kind') * errors.length)]!;
		return [
			tells('error', 500, ` error=${JSON.stringify(error.says)}`),
			...error.at.map(at => `    at ${at}`),
		];
	}
	return [tells(tookMs > Math.max(250, 3 * behaviour.medianMs) ? 'warn' : 'info', 200)];
}

const errors = [
	{says: 'deadline exceeded after 3 attempts: POST http://pricing/quote', at: []},
	{
		says: "TypeError: Cannot read properties of undefined (reading 'currency')",
		at: [
			'totalOf (/app/source/basket/total.js:41:29)',
			'confirm (/app/source/basket/confirm.js:88:17)',
			'handle (/app/source/server.js:132:9)',
		],
	},
	{
		says: 'duplicate key value violates unique constraint "orders_pkey"',
		at: ['insert (/app/source/orders.js:57:11)'],
	},
];
