/** A whole company: a dozen teams, eighty applications, five thousand pods, and a little of it in trouble. */
import {deployments} from '../kinds/apps.ts';
import {httpRoutes} from '../kinds/networking.ts';
import type {Tree} from '../object.ts';
import type {Behaviour, Demand} from '../traffic/behaviour.ts';
import {edge, parentRefs, pathRule} from './edge.ts';
import {ground, joined, namespace} from './ground.ts';
import {grown} from './grown.ts';
import {monitoring} from './monitoring.ts';
import {type Application, application, backend, service} from './parts.ts';
import {changed, day, type Episode, made} from './world.ts';

/** Each team's applications with the number of their pods, the largest first. */
const teams: Readonly<Record<string, Readonly<Record<string, number>>>> = {
	accounts: {profiles: 150, sessions: 120, preferences: 60, avatars: 40, consent: 24, exports: 12},
	billing: {invoices: 120, ledger: 100, taxes: 80, dunning: 40, statements: 40, reports: 20},
	catalog: {products: 200, prices: 120, categories: 60, images: 48, reviews: 40, imports: 12},
	delivery: {tracking: 120, routing: 100, labels: 60, carriers: 60, slots: 40, returns: 24},
	identity: {login: 160, tokens: 120, permissions: 80, directory: 30, audit: 16, recovery: 8},
	inventory: {stock: 140, reservations: 120, warehouses: 60, forecasts: 36, suppliers: 24, counts: 12},
	messaging: {push: 140, mail: 100, inbox: 80, templates: 30, sms: 24, webhooks: 24},
	models: {ranking: 120, recommendations: 120, fraud: 80, embeddings: 60, features: 30, training: 8},
	payments: {authorisation: 160, capture: 100, refunds: 60, cards: 40, disputes: 24, settlement: 16},
	search: {query: 200, suggest: 100, indexer: 60, spelling: 30, synonyms: 16, crawler: 12},
	shop: {checkout: 200, cart: 140, coupons: 60, gifts: 24, wishlist: 20, loyalty: 16},
	web: {storefront: 180, gateway: 100, assets: 60, pages: 40, experiments: 20, sitemap: 4},
};

type Challenger = {pods: number; percent: number};

/** Applications with a second version beside the first: its pods, and its share of their route. */
const challengers: Readonly<Record<string, Challenger>> = {
	'catalog/products': {pods: 20, percent: 10},
	'identity/permissions': {pods: 4, percent: 5},
	'models/embeddings': {pods: 60, percent: 50},
	'payments/refunds': {pods: 6, percent: 10},
	'search/spelling': {pods: 4, percent: 10},
	'shop/checkout': {pods: 20, percent: 10},
	'web/pages': {pods: 4, percent: 5},
};

const nodes = Array.from({length: 76}, (_, i) => joined(`node-${i + 5}`, i + 4)).flat();

/**
 * Applications are upgraded before they get their pods, and their pods are there before their Service:
 * quick to live through, with a revision to go back to.
 */
function deployed(bornDaysAgo: number, app: Omit<Application, 'image'>, image: string): readonly Episode[] {
	const {namespace, name, labels, replicas} = app;
	const bornMinutesAgo = bornDaysAgo * day;
	return [
		application(bornMinutesAgo, {...app, image: `${image}.0`, replicas: 0}),
		changed(bornMinutesAgo - 20, deployments, namespace, name, ({spec}) => {
			spec.template.spec.containers[0].image = `${image}.1`;
			spec.replicas = 1;
		}),
		grown(bornMinutesAgo - 40, namespace, name, replicas),
		service(bornMinutesAgo - 60, namespace, name, labels),
	];
}

function alone(team: string, name: string, replicas: number, bornDaysAgo: number): readonly Episode[] {
	const app = {namespace: team, name, replicas, labels: {app: name}};
	return deployed(bornDaysAgo, app, `registry.example.com/${name}:2.${bornDaysAgo}`);
}

/** Two versions of an application and the route that parts users between them. */
function parted(
	team: string,
	name: string,
	replicas: number,
	bornDaysAgo: number,
	{pods, percent}: Challenger,
): readonly Episode[] {
	const next = `${name}-next`;
	const image = `registry.example.com/${name}`;
	const stable = {namespace: team, name, replicas, labels: {app: name, track: 'stable'}};
	const challenger = {namespace: team, name: next, replicas: pods, labels: {app: name, track: 'next'}};
	return [
		...deployed(bornDaysAgo, stable, `${image}:2.${bornDaysAgo}`),
		...deployed(3, challenger, `${image}:3.0`),
		made(2 * day, httpRoutes, team, {
			metadata: {name},
			spec: {
				parentRefs,
				hostnames: [`${name}.example.com`],
				rules: [pathRule('all', '/', [backend(name, 100 - percent), backend(next, percent)])],
			},
		}),
	];
}

const applications = Object.entries(teams).flatMap(([team, sizes], t) => [
	namespace(30 * day, team),
	...Object.entries(sizes).flatMap(([name, pods], a) => {
		const bornDaysAgo = 29 - 2 * t - (a % 3);
		const challenger = challengers[`${team}/${name}`];
		return challenger
			? parted(team, name, pods, bornDaysAgo, challenger)
			: alone(team, name, pods, bornDaysAgo);
	}),
]);

/** An upgrade that went wrong, in each way in which one can. */
function upgraded(agoMinutes: number, team: string, name: string, change: (template: Tree) => void): Episode {
	return changed(agoMinutes, deployments, team, name, ({spec}) => change(spec.template));
}

const troubles: readonly Episode[] = [
	upgraded(25, 'billing', 'reports', ({spec}) => {
		spec.containers[0].image = 'registry.example.com/reports:3.0.0-broken';
	}),
	upgraded(18, 'catalog', 'imports', ({metadata}) => {
		metadata.labels.sim = 'restarts';
	}),
	upgraded(12, 'search', 'crawler', ({metadata}) => {
		metadata.labels.sim = 'crashloop';
	}),
	upgraded(52, 'models', 'training', ({spec}) => {
		spec.nodeSelector = {'node.kubernetes.io/instance-type': 'gpu-large'};
	}),
];

export const fleetPast: readonly Episode[] = [
	...ground,
	...edge,
	...monitoring,
	...nodes,
	...applications,
	...troubles,
];

/** Users come by the routes, four requests a second for each pod behind them. */
export const fleetDemand: readonly Demand[] = Object.entries(challengers).map(([key, {pods}]) => {
	const [namespace, route] = key.split('/') as [string, string];
	const requestsPerSecond = 4 * (teams[namespace]![route]! + pods);
	return {namespace, route, requestsPerSecond, requests: [`GET /${route}`, `POST /${route}`]};
});

/** The next checkout answers one request in fifty with an error. */
export const fleetBehaviour: Readonly<Record<string, Partial<Behaviour>>> = {
	'checkout:3.0': {errorShare: 0.02},
};
