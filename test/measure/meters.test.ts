import {describe, expect, test} from 'vitest';
import type {Cluster} from '../../source/demo/cluster.ts';
import {httpRoutes} from '../../source/demo/kinds/networking.ts';
import {edit} from '../../source/demo/worlds/world.ts';
import {metersFor} from '../../source/measure/meters/index.ts';
import {shortfallOf} from '../../source/measure/shortfall.ts';
import type {Figures, Measured} from '../../source/model/measured.ts';
import type {Split} from '../../source/model/split.ts';
import {shopWith} from '../demo/shop-with.ts';
import {splitOf} from '../kit/splits.ts';
import {measureIn} from './demo-source.ts';

const demand = [
	{
		namespace: 'shop',
		route: 'checkout',
		rule: 'checkout',
		requestsPerSecond: 60,
		requests: ['POST /checkout', 'GET /checkout/basket'],
	},
];

function shopAfter(seconds: number, challenger: object): Cluster {
	const cluster = shopWith({demand, behaviour: {'checkout:1.5': challenger}});
	cluster.clock.passUntil(cluster.clock.now() + seconds * 1000);
	return cluster;
}

const split = splitOf({'checkout-champion': 90, 'checkout-challenger': 10});
const ingress: Split = {
	...split,
	dialect: 'ingress-nginx',
	partners: [{...split.ref, resource: {...split.ref.resource, plural: 'ingresses', kind: 'Ingress'}}],
};

const routedBy = (...controllers: string[]): Split => ({...split, controllers});

const ways: [string, Split][] = [
	['Istio', routedBy('istio.io/gateway-controller')],
	['Istio', {...split, dialect: 'istio'}],
	['Linkerd', {...split, dialect: 'linkerd'}],
	['Contour', routedBy('projectcontour.io/gateway-controller')],
	['Traefik', {...split, dialect: 'traefik'}],
	['ingress-nginx', ingress],
];

function figures(measured: Measured): Figures {
	if (measured.state !== 'measured') throw new Error(measured.says);
	return measured;
}

describe.each(ways)('%s', (title, routed) => {
	const cluster = shopAfter(240, {errorShare: 0.2, medianMs: 60, p99Ms: 900, capacityPerSecond: 1000});

	test('counts the shares, the errors and how long it takes', async () => {
		const measured = figures(await measureIn(cluster, routed));
		expect(measured).toMatchObject({meter: title, side: 'gateway', windowMs: 60_000, remarks: []});
		const [champion, challenger] = measured.backends as [Figures['backends'][0], Figures['backends'][0]];
		expect(champion.perSecond + challenger.perSecond).toBeGreaterThan(50);
		expect(Math.abs(challenger.share!.percent - 10)).toBeLessThan(2 * challenger.share!.plusMinus);
		expect(challenger.share!.plusMinus).toBeLessThan(1.5);
		expect(challenger.failed / challenger.requests).toBeCloseTo(0.2, 1);
		expect(champion.failed / champion.requests).toBeLessThan(0.01);
		expect(challenger.failures[0]!.what).toMatch(/^500/);
		const {p50, p99} = challenger;
		expect(p50!.aboveMs).toBeLessThan(60);
		expect(p50!.toMs).toBeGreaterThanOrEqual(60);
		expect(p99!.toMs ?? Number.POSITIVE_INFINITY).toBeGreaterThan(500);
	});
});

test('who routes by the Gateway API is known by its controller, else all are asked', () => {
	const names = (controllers?: string[]) =>
		metersFor({dialect: 'gateway-api', controllers}).map(({name}) => name);
	expect(names(['gateway.envoyproxy.io/gatewayclass-controller'])).toEqual(['envoy-gateway']);
	expect(names(['demo.sluice.dev/gateway-controller'])).toContain('contour');
	expect(names(['demo.sluice.dev/gateway-controller'])[0]).toBe('istio');
});

test('Envoy Gateway counts a rule as one, and says so', async () => {
	const cluster = shopAfter(120, {});
	const routed = routedBy('gateway.envoyproxy.io/gatewayclass-controller');
	expect(await measureIn(cluster, routed)).toMatchObject({
		state: 'unmeasured',
		why: 'not-apart',
		says: expect.stringContaining('httproute/shop/checkout/rule/0'),
	});
});

describe('a version that refuses connections', () => {
	const cluster = shopAfter(240, {isRefusing: true});

	test('gets its share at the gateway, and fails all of it', async () => {
		const measured = figures(await measureIn(cluster, {...split, dialect: 'istio'}));
		const challenger = measured.backends[1]!;
		expect(challenger.share!.percent).toBeCloseTo(10, -1);
		expect(challenger.failed).toBe(challenger.requests);
		expect(challenger.failures.map(({what}) => what)).toEqual(['503 UF']);
		expect(shortfallOf(split, measured)).toMatchObject([
			{backend: 'checkout-challenger', what: 'failing', says: expect.stringContaining('503 UF')},
		]);
	});

	test('is missing in what pods count, which is not zero', async () => {
		const measured = await measureIn(
			cluster,
			{...split, dialect: 'istio'},
			{edit: query => query.replaceAll('{', '{reporter="destination",')},
		);
		expect(measured).toMatchObject({
			side: 'pods',
			backends: [{name: 'checkout-champion'}, {name: 'checkout-challenger', gap: {why: 'missing'}}],
		});
		expect(figures(measured).backends.every(({share}) => share === undefined)).toBe(true);
	});
});

test('how long requests take is told of the time in which they are counted, and of none before', async () => {
	const cluster = shopAfter(240, {p99Ms: 900});
	edit(
		cluster,
		httpRoutes,
		'shop',
		'checkout',
		({spec}) => {
			for (const {backendRefs} of spec.rules)
				[100, 0].forEach((weight, b) => {
					backendRefs[b].weight = weight;
				});
		},
		'test',
	);
	const since = cluster.clock.now();
	cluster.clock.passUntil(since + 50_000);
	const [champion, challenger] = figures(await measureIn(cluster, routedBy(), {since})).backends;
	expect(champion?.p99).toBeDefined();
	expect(challenger).toMatchObject({requests: 0});
	expect(challenger?.p99).toBeUndefined();
});
