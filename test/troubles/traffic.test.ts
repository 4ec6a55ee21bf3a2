import {describe, expect, it} from 'vitest';
import type {Shortfall} from '../../source/measure/shortfall.ts';
import {unmeasured} from '../../source/model/measured.ts';
import type {Ref} from '../../source/model/ref.ts';
import {orTakenAway} from '../../source/troubles/ways.ts';
import {
	ago,
	condition,
	crashing,
	daemonSet,
	deployment,
	found,
	minute,
	now,
	object,
	pod,
	route,
	says,
	service,
	slice,
	statefulSet,
	unpullable,
} from './objects.ts';

const noSets = {replicaSets: [], statefulSets: [], daemonSets: []};
const versions = ['checkout-v1', 'checkout-v2'];
const services = versions.map(name => service(name));
const accepted = [
	condition('Accepted', 'True', 'Accepted', '', {observedGeneration: 1}),
	condition('ResolvedRefs', 'True', 'ResolvedRefs', '', {observedGeneration: 1}),
];
const split = route('checkout', {'checkout-v1': 75, 'checkout-v2': 25}, {conditions: accepted});
const serving = {
	services,
	deployments: versions.map(name => deployment(name)),
	replicaSets: [],
	slices: versions.map(name => slice(name, 3)),
	pods: versions.flatMap(of => [0, 1, 2].map(n => pod(`${of}-${n}`, {of}))),
	routes: [split],
};
const sick = (status: object, count = 3) =>
	Array.from({length: count}, (_, n) =>
		pod(`checkout-v2-${n}`, {of: 'checkout-v2', isReady: false, status: status as never}),
	);
const withSick = (status: object) => ({
	...serving,
	deployments: [deployment('checkout-v1'), deployment('checkout-v2', {ready: 0})],
	slices: [slice('checkout-v1', 3), slice('checkout-v2', 0, 3)],
	pods: [...serving.pods.slice(0, 3), ...sick(status)],
});

it('says nothing of traffic that is served', () => {
	expect(found(serving)).toEqual([]);
});

describe('a share without ready pods', () => {
	it('is one story with what ails them: who suffers, then the culprit, which is opened', () => {
		expect(found(withSick(unpullable))).toMatchObject([
			{
				severity: 'critical',
				says: "HTTPRoute checkout sends 25 % to checkout-v2, which has no ready pod: its 3 pods can't pull image checkout-v2:9: not found",
				fact: '0 of 3 available.',
				hint: 'Roll back, or upgrade to an image that can be pulled.',
				about: {view: 'deployments', name: 'checkout-v2'},
				count: 3,
				fails: 25,
			},
		]);
	});

	it('names the other routes that suffer from the same', () => {
		const all = route('api', {'checkout-v2': 1});
		expect(found({...withSick(crashing(1)), routes: [split, all]})).toMatchObject([
			{
				says: 'HTTPRoute api sends all its requests to checkout-v2, which has no ready pod: its 3 pods keep crashing, last exit 1',
				fact: '0 of 3 available. HTTPRoute checkout sends 25 % to checkout-v2, which has no ready pod.',
			},
		]);
	});

	it('is told at once where the pods are too young to be in trouble', () => {
		const young = Array.from({length: 2}, (_, n) =>
			pod(`checkout-v2-${n}`, {of: 'checkout-v2', isReady: false, since: 3000}),
		);
		expect(found({...withSick({}), pods: [...serving.pods.slice(0, 3), ...young]})).toMatchObject([
			{
				says: 'HTTPRoute checkout sends 25 % to checkout-v2, which has no ready pod: its 2 pods are Running',
				fact: '0 of 3 pods ready.',
				hint: ':drain takes its share away.',
				about: {view: 'splits', name: 'checkout'},
			},
		]);
	});

	it('of a version scaled to 0 says so', () => {
		const lists = {
			...serving,
			deployments: [deployment('checkout-v1'), deployment('checkout-v2', {wanted: 0})],
			slices: [slice('checkout-v1', 3)],
			pods: serving.pods.slice(0, 3),
		};
		expect(found(lists)).toMatchObject([
			{
				says: 'HTTPRoute checkout sends 25 % to checkout-v2, which has no ready pod: checkout-v2 is scaled to 0',
				hint: 'Scale it up, or :drain takes its share away.',
			},
		]);
		const idle = route('checkout', {'checkout-v1': 100, 'checkout-v2': 0});
		expect(found({...lists, routes: [idle]})).toEqual([]);
	});

	it('of the champion is not told to be drained: that would leave it everything', () => {
		const off = {
			...serving,
			deployments: [deployment('checkout-v1', {wanted: 0}), deployment('checkout-v2')],
			slices: [slice('checkout-v2', 3)],
			pods: serving.pods.slice(3),
		};
		const all = route('checkout', {'checkout-v1': 100, 'checkout-v2': 0});
		for (const routes of [[split], [all]])
			expect(found({...off, routes})).toMatchObject([
				{hint: 'Scale it up, or :shift gives its share to another version.'},
			]);
		const young = [0, 1].map(n => pod(`checkout-v1-${n}`, {of: 'checkout-v1', isReady: false, since: 3000}));
		const started = {...off, deployments: serving.deployments, pods: [...young, ...serving.pods.slice(3)]};
		expect(found({...started, routes: [all]})).toMatchObject([
			{hint: ':shift gives its share to another version.'},
		]);
	});

	it('of a StatefulSet that is scaled to 0 says so too', () => {
		const lists = {
			...serving,
			deployments: [deployment('checkout-v1')],
			statefulSets: [statefulSet('checkout-v2', {wanted: 0})],
			slices: [slice('checkout-v1', 3)],
			pods: serving.pods.slice(0, 3),
		};
		expect(says(lists)).toEqual([
			'HTTPRoute checkout sends 25 % to checkout-v2, which has no ready pod: checkout-v2 is scaled to 0',
		]);
	});

	it('is named with a node that is gone, which stays the story', () => {
		const gone = object(
			{
				apiVersion: 'v1',
				kind: 'Node',
				status: {
					conditions: [
						condition('Ready', 'Unknown', 'NodeStatusUnknown', 'Kubelet stopped posting node status.'),
					],
				},
			},
			'node-1',
		);
		const [trouble, ...others] = found({...withSick({}), nodes: [gone], pods: sick({})});
		expect(others.map(each => each.says)).not.toContainEqual(expect.stringContaining('checkout-v2'));
		expect(trouble).toMatchObject({
			severity: 'critical',
			says: "Node node-1 isn't ready: Kubelet stopped posting node status",
			fact: expect.stringContaining('HTTPRoute checkout sends 25 % to checkout-v2, which has no ready pod.'),
			about: {view: 'nodes'},
		});
	});

	it('is none where pods of another kind of workload serve', () => {
		const stateful = [0, 1].map(n => pod(`db-${n}`, {labels: {app: 'checkout-v2'}}));
		const lists = {
			...serving,
			deployments: [deployment('checkout-v1'), deployment('checkout-v2', {wanted: 0})],
			pods: [...serving.pods.slice(0, 3), ...stateful],
		};
		expect(found(lists)).toEqual([]);
	});

	it('is found by endpoints alone where nobody counts its pods', () => {
		const lists = {...serving, deployments: [deployment('checkout-v1')], pods: serving.pods.slice(0, 3)};
		expect(says({...lists, slices: [slice('checkout-v1', 3), slice('checkout-v2', 0, 1)]})).toEqual([
			'HTTPRoute checkout sends 25 % to checkout-v2, which has no ready pod',
		]);
		expect(says({...lists, slices: undefined})).toEqual([]);
	});
});

describe('a Service', () => {
	it('that is not there fails what is sent to it', () => {
		const lists = {...serving, services: services.slice(0, 1)};
		const refused = route(
			'checkout',
			{'checkout-v1': 75, 'checkout-v2': 25},
			{conditions: [condition('ResolvedRefs', 'False', 'BackendNotFound', 'backend checkout-v2 not found')]},
		);
		expect(found({...lists, routes: [refused]})).toMatchObject([
			{
				severity: 'critical',
				says: 'HTTPRoute checkout sends 25 % to checkout-v2, and there is no such Service in shop',
				fact: 'BackendNotFound: backend checkout-v2 not found.',
			},
		]);
		// In a namespace that is not followed it may well be there, and where Services may not be listed.
		const beyond = route('checkout', {'checkout-v1': 75, other: 25}, {namespaceOf: {other: 'lab'}});
		expect(says({...lists, routes: [beyond]}, {namespace: 'shop'})).toEqual([]);
		expect(says({...lists, services: undefined})).toEqual([]);
	});

	it('whose selector matches nothing is told with the workload it was likely meant for', () => {
		const wrong = service('cart', {app: 'cart', tier: 'web'});
		const cart = deployment('cart', {labels: {app: 'cart', tier: 'front'}});
		const pods = [0, 1, 2].map(n => pod(`cart-${n}`, {of: 'cart', labels: {app: 'cart', tier: 'front'}}));
		const lists = {
			...noSets,
			services: [wrong],
			deployments: [cart],
			pods,
			slices: [slice('cart', 0)],
		};
		expect(found(lists)).toMatchObject([
			{
				severity: 'warning',
				says: 'Service cart reaches nothing: its selector app=cart,tier=web matches no pod',
				fact: '0 endpoints. Pods of cart carry tier=front.',
				about: {view: 'services', name: 'cart'},
			},
		]);
		expect(found({...lists, routes: [route('cart', {cart: 1})]})).toMatchObject([
			{
				severity: 'critical',
				says: 'HTTPRoute cart sends all its requests to cart, which has no ready pod: its selector app=cart,tier=web matches no pod',
				about: {view: 'services', name: 'cart'},
			},
		]);
	});

	it.each([
		['selects nothing by itself', service('cart', null)],
		[
			'is a name elsewhere',
			service('cart', {app: 'cart'}, {type: 'ExternalName', externalName: 'example.com'}),
		],
		[
			'is a few seconds old',
			{...service('cart'), metadata: {...service('cart').metadata, creationTimestamp: ago(3000)}},
		],
	])('is no trouble where it %s', (_why, cart) => {
		expect(found({...noSets, services: [cart], deployments: [], pods: [], slices: []})).toEqual([]);
	});

	it('is no trouble where its workload is scaled to 0, or where pods or workloads were not read', () => {
		const lists = {...noSets, services: [service('cart')], pods: [], slices: []};
		expect(found({...lists, deployments: [deployment('cart', {wanted: 0})]})).toEqual([]);
		expect(found({...lists, deployments: [], statefulSets: [statefulSet('cart', {wanted: 0})]})).toEqual([]);
		expect(found({...lists, deployments: [], daemonSets: [daemonSet('cart', {wanted: 0})]})).toEqual([]);
		expect(found({...lists, deployments: [], statefulSets: undefined})).toEqual([]);
		expect(found({...lists, deployments: [], pods: undefined})).toEqual([]);
		expect(found(lists)).toEqual([]);
		expect(says({...lists, deployments: []})).toHaveLength(1);
	});

	it('that leads to a port which no container names is told, though its endpoints are ready', () => {
		const misnamed = service('checkout-v2', {app: 'checkout-v2'}, {ports: [{port: 80, targetPort: 'htpp'}]});
		const lists = {
			...serving,
			services: [services[0]!, misnamed],
			slices: [slice('checkout-v1', 3), slice('checkout-v2', 3, 0, null)],
		};
		expect(found({...lists, routes: []})).toMatchObject([
			{
				severity: 'warning',
				says: 'Service checkout-v2 reaches nothing: no container of its pods names a port htpp',
				fact: '3 ready endpoints, without that port.',
				hint: 'Let its targetPort name a port that the containers have, or write the number.',
				about: {view: 'services', name: 'checkout-v2'},
			},
		]);
		expect(found(lists)).toMatchObject([
			{
				severity: 'critical',
				says: 'HTTPRoute checkout sends 25 % to checkout-v2, which leads to no port of its pods: no container of its pods names a port htpp',
				about: {view: 'services', name: 'checkout-v2'},
				fails: 25,
			},
		]);
	});

	it('of which one port of several leads nowhere names that one, and stays reachable by the others', () => {
		const ports = [
			{name: 'web', port: 80, targetPort: 'http'},
			{name: 'admin', port: 81, targetPort: 'htpp'},
		];
		const half = service('checkout-v2', {app: 'checkout-v2'}, {ports});
		const lists = {
			...serving,
			services: [services[0]!, half],
			slices: [slice('checkout-v1', 3), slice('checkout-v2', 3, 0, [{name: 'web', port: 8080}])],
		};
		expect(says(lists)).toEqual([
			'Service checkout-v2 reaches nothing at port 81: no container of its pods names a port htpp',
		]);
		const headless = service('checkout-v2', {app: 'checkout-v2'}, {clusterIP: 'None', ports: []});
		expect(says({...lists, services: [services[0]!, headless], routes: []})).toEqual([]);
	});

	it('without a ready endpoint though its pods are ready is told by itself, once that lasts', () => {
		const lists = {...serving, slices: [slice('checkout-v1', 3), slice('checkout-v2', 0, 3)], routes: []};
		expect(found(lists)).toMatchObject([
			{
				severity: 'warning',
				says: 'Service checkout-v2 has no ready endpoint, though 3 of its 3 pods are ready',
				fact: '0 of 3 endpoints ready.',
				hint: 'Whoever writes its EndpointSlices is behind, or does not run.',
				about: {view: 'services', name: 'checkout-v2'},
			},
		]);
		const young = versions.flatMap(of => [0, 1, 2].map(n => pod(`${of}-${n}`, {of, since: minute})));
		expect(found({...lists, pods: young})).toEqual([]);
	});

	it('without a ready endpoint is named with what ails its pods', () => {
		const lists = withSick(unpullable);
		expect(found({...lists, routes: []})).toMatchObject([
			{
				says: "3 pods of checkout-v2 can't pull image checkout-v2:9: not found",
				fact: '0 of 3 available. Service checkout-v2 has no ready endpoint.',
			},
		]);
	});
});

describe('what a gateway says of a route', () => {
	const one = (type: string, reason: string, message: string, observedGeneration = 1) =>
		route(
			'checkout',
			{'checkout-v1': 1},
			{conditions: [condition(type, 'False', reason, message, {observedGeneration})]},
		);

	it('is told where it refuses it', () => {
		const refused = one('Accepted', 'NotAllowedByListeners', 'no listener allows this route.');
		expect(found({...serving, routes: [refused]})).toMatchObject([
			{
				severity: 'critical',
				says: "HTTPRoute checkout isn't accepted: no listener allows this route",
				fact: 'Accepted is False: NotAllowedByListeners.',
				hint: 'No listener of the gateway lets routes of this namespace in.',
				about: {view: 'httproutes', name: 'checkout', uid: 'uid-HTTPRoute-checkout'},
				since: now - 30 * minute,
			},
		]);
	});

	it('is a warning where another gateway takes it, and its reason is told once', () => {
		const message = 'no listener has its host name';
		const refusal = condition('Accepted', 'False', 'NoMatchingListenerHostname', message);
		const both = route(
			'checkout',
			{'checkout-v1': 1},
			{conditions: [refusal, condition('Accepted', 'True', 'Accepted'), refusal]},
		);
		expect(found({...serving, routes: [both]})).toMatchObject([
			{severity: 'warning', fact: 'Accepted is False: NoMatchingListenerHostname.'},
		]);
	});

	it('is not told where it is about an earlier state of it, or about something else', () => {
		expect(says({...serving, routes: [one('Accepted', 'NoMatchingParent', '', 0)]})).toEqual([]);
		expect(says({...serving, routes: [one('Programmed', 'Pending', '')]})).toEqual([]);
	});

	it('names the grant that is missing where it sends to another namespace', () => {
		const refused = route(
			'checkout',
			{'checkout-v1': 90, bank: 10},
			{
				namespaceOf: {bank: 'vault'},
				conditions: [condition('ResolvedRefs', 'False', 'RefNotPermitted', 'Service vault/bank not allowed')],
			},
		);
		expect(found({...serving, routes: [refused]}, {namespace: 'shop'})).toMatchObject([
			{
				says: 'HTTPRoute checkout may not send to namespace vault: no ReferenceGrant there allows it',
				fact: 'RefNotPermitted: Service vault/bank not allowed.',
				hint: 'A ReferenceGrant in vault that names shop lets it.',
				fails: 10,
			},
		]);
	});
});

it('a gateway through which nothing comes is told of, and one that is being set up is not', () => {
	const gateway = (...conditions: object[]) =>
		object(
			{
				apiVersion: 'gateway.networking.k8s.io/v1',
				kind: 'Gateway',
				spec: {gatewayClassName: 'edge'},
				status: {conditions: conditions as never},
			},
			'public',
		);
	const invalid = condition('Programmed', 'False', 'AddressNotUsable', 'no address to bind.');
	expect(found({gateways: [gateway(condition('Accepted', 'True', 'Accepted'), invalid)]})).toMatchObject([
		{
			severity: 'critical',
			says: "Gateway public isn't set up: no address to bind",
			fact: 'Programmed is False: AddressNotUsable.',
			about: {view: 'gateways', name: 'public'},
		},
	]);
	expect(found({gateways: [gateway(condition('Programmed', 'False', 'Pending'))]})).toEqual([]);
	expect(found({gateways: [gateway(condition('Programmed', 'True', 'Programmed')), gateway()]})).toEqual([]);
});

describe('a subset', () => {
	const rule = (name: string, subsets: readonly string[]) =>
		object(
			{
				apiVersion: 'networking.istio.io/v1',
				kind: 'DestinationRule',
				spec: {host: 'reviews', subsets: subsets.map(each => ({name: each, labels: {version: each}}))},
			},
			name,
		);
	const virtual = (...subsets: readonly string[]) =>
		object(
			{
				apiVersion: 'networking.istio.io/v1',
				kind: 'VirtualService',
				spec: {
					hosts: ['reviews'],
					http: [
						{
							route: subsets.map(subset => ({
								destination: {host: 'reviews', subset},
								...(subsets.length > 1 && {weight: 100 / subsets.length}),
							})),
						},
					],
				},
			},
			'reviews',
		);

	it('that nobody defines fails its share, of a rule with one destination too', () => {
		expect(found({routes: [virtual('v1', 'v2'), rule('reviews', ['v1'])]})).toMatchObject([
			{
				severity: 'critical',
				says: 'VirtualService reviews sends 50 % to v2, which fails: No DestinationRule says what subset v2 of reviews is: whatever is sent there fails',
				fact: 'Its weight is 50.',
				about: {view: 'splits'},
			},
		]);
		expect(found({routes: [virtual('v9'), rule('reviews', ['v1'])]})).toMatchObject([
			{says: expect.stringContaining('sends all its requests to v9'), about: {view: 'virtualservices'}},
		]);
	});

	it('that is defined is no trouble', () => {
		expect(says({routes: [virtual('v1', 'v2'), rule('reviews', ['v1', 'v2'])]})).toEqual([]);
	});
});

it('a split whose weights are all zero sends nothing anywhere', () => {
	expect(
		found({...serving, routes: [route('checkout', {'checkout-v1': 0, 'checkout-v2': 0})]}),
	).toMatchObject([
		{
			severity: 'critical',
			says: 'HTTPRoute checkout sends nothing anywhere: every weight is 0',
			fact: 'Weights checkout-v1 0, checkout-v2 0.',
			fails: 100,
		},
	]);
});

describe('what was measured', () => {
	const key = 'uid-HTTPRoute-checkout/0';
	const fact = '58 of 60 requests failed in 60 s, as Istio counted.';
	const short = {backend: 'checkout-v2', set: 25, seen: 25, since: now - minute, fact} as const;
	const measured = (more: Pick<Shortfall, 'what' | 'says'>) => ({
		seen: new Map([[key, [{...short, ...more}]]]),
	});
	const failing = measured({
		what: 'failing',
		says: 'checkout-v2 is set to 25 % and 100 % of its requests fail (503 UF).',
	});

	it('names a version that fails all it gets though its pods are ready, and opens the split', () => {
		expect(found(serving, failing)).toMatchObject([
			{
				severity: 'critical',
				says: 'HTTPRoute checkout: checkout-v2 is set to 25 % and 100 % of its requests fail (503 UF)',
				fact,
				about: {view: 'splits', uid: key},
				fails: 25,
				since: now - minute,
			},
		]);
		expect(found(serving)).toEqual([]);
	});

	it('names one that gets well under its share', () => {
		const says = 'checkout-v2 is set to 25 % and 2 % of the requests are seen to reach it.';
		expect(found(serving, measured({what: 'unseen', says}))).toMatchObject([{severity: 'warning'}]);
	});

	it('adds nothing where the cause is told', () => {
		expect(found(withSick(unpullable), failing)).toHaveLength(1);
	});
});

it('puts first what fails most requests', () => {
	const lists = withSick(unpullable);
	const [first, second] = says({
		...lists,
		pods: [
			...lists.pods,
			...[0, 1, 2, 3].map(n => pod(`db-${n}`, {of: 'db', isReady: false, status: crashing(1)})),
		],
		deployments: [...lists.deployments, deployment('db', {wanted: 4, ready: 0})],
	});
	expect(first).toContain('HTTPRoute checkout sends 25 %');
	expect(second).toContain('4 pods of db keep crashing');
});

it.each([
	['a challenger', 'challenger', false, 'Scale it up, or :drain takes its share away.'],
	['a champion', 'champion', false, 'Scale it up, or :shift gives its share to another version.'],
	['a challenger that an engine leads', 'challenger', true, 'Scale it up, or :drain takes its share away.'],
	['a champion that an engine leads', 'champion', true, 'Scale it up.'],
] as const)('what takes the share of %s away can be done', (_name, role, isDriven, hint) => {
	const drivenBy = isDriven ? ({uid: 'uid-rollout'} as Ref) : undefined;
	expect(orTakenAway('Scale it up', {drivenBy}, {role})).toBe(hint);
	expect(orTakenAway(undefined, {drivenBy}, {role})).toEqual(
		role === 'champion' && isDriven ? undefined : expect.any(String),
	);
});

describe('what others say of their own routes', () => {
	const ranker = (reason: string, message: string) =>
		object(
			{
				apiVersion: 'serving.knative.dev/v1',
				kind: 'Service',
				spec: {
					traffic: [
						{revisionName: 'ranker-00008', percent: 75},
						{revisionName: 'ranker-00009', percent: 25},
					],
				},
				status: {observedGeneration: 1, conditions: [condition('RoutesReady', 'False', reason, message)]},
			},
			'ranker',
		);

	it('of Knative names a revision that is not there', () => {
		const message = 'Revision "ranker-00009" referenced in traffic not found.';
		expect(found({...serving, routes: [ranker('RevisionMissing', message)]})).toMatchObject([
			{
				severity: 'critical',
				says: "Service.serving.knative.dev ranker gives traffic to revision ranker-00009, which isn't there",
				fact: 'RoutesReady is False: RevisionMissing: Revision "ranker-00009" referenced in traffic not found.',
				hint: 'Knative routes as before, if it did. Name a revision that is there in spec.traffic.',
				about: {name: 'ranker'},
				since: now - 30 * minute,
			},
		]);
	});

	it('of Knative is told in its words otherwise, and by Routes too', () => {
		const routed = ranker('IngressNotConfigured', 'Ingress has not yet been reconciled.');
		const route = {
			...routed,
			kind: 'Route',
			status: {
				conditions: [
					condition(
						'AllTrafficAssigned',
						'False',
						'ConfigurationMissing',
						'Configuration "ranker" referenced in traffic not found.',
					),
				],
			},
		} as typeof routed;
		expect(says({...serving, routes: [routed]})).toEqual([
			"Service.serving.knative.dev ranker isn't in force (RoutesReady): Ingress has not yet been reconciled",
		]);
		expect(says({...serving, routes: [route]})).toEqual([
			"Route.serving.knative.dev ranker gives traffic to configuration ranker, which isn't there",
		]);
	});

	it('of Contour is told in the words of its errors', () => {
		const errors = [
			{
				type: 'ServiceError',
				status: 'True',
				reason: 'ServiceUnresolvedReference',
				message:
					'Spec.Routes unresolved service reference: port "80" on service "shop/checkout-v2" not matched',
			},
		];
		const invalid = {
			...condition('Valid', 'False', 'ErrorPresent', 'At least one error present, see Errors for details', {
				observedGeneration: 1,
			}),
			errors,
		};
		const services = versions.map((name, n) => ({name, port: 80, weight: [75, 25][n]!}));
		const proxy = object(
			{
				apiVersion: 'projectcontour.io/v1',
				kind: 'HTTPProxy',
				spec: {routes: [{services}]},
				status: {currentStatus: 'invalid', conditions: [invalid]},
			},
			'checkout',
		);
		expect(found({...serving, routes: [proxy]})).toMatchObject([
			{
				severity: 'critical',
				says: `HTTPProxy checkout isn't in force (Valid): ${errors[0]!.message}`,
				fact: 'Valid is False: ErrorPresent.',
				about: {name: 'checkout'},
			},
		]);
	});
});

describe('splits that nobody measures', () => {
	const off = unmeasured('off', 'Measuring is switched off by the configuration.');
	const noSeries = unmeasured('no-series', 'monitoring/prometheus:9090 has no series of a and b.', 'Look.');

	it('are counted with the reason, those that were not asked for too where it keeps them all', () => {
		expect(found(serving, {unmeasured: {because: [off, off], beyond: 3}})).toMatchObject([
			{
				severity: 'unknown',
				says: 'Requests of 5 splits are not measured: metrics are off in the configuration',
			},
		]);
	});

	it('are told apart where only some have no counters, and by how many are not asked for', () => {
		expect(says(serving, {unmeasured: {because: [noSeries], beyond: 3}})).toEqual([
			'Requests of 3 more splits are not measured here: only those that changed last are',
			'Requests of 1 split are not measured: monitoring/prometheus:9090 has no series of a and b',
		]);
	});

	it('are none where all are measured', () => {
		expect(found(serving, {unmeasured: {because: [], beyond: 0}})).toEqual([]);
	});
});
