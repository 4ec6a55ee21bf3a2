import {expect, test} from 'vitest';
import type {KubernetesObject} from '../../source/model/object.ts';
import {isRefusal} from '../../source/model/plan.ts';
import {abTest} from '../../source/objectives/ab-test.ts';
import {autoscale} from '../../source/objectives/autoscale.ts';
import {editNotebook} from '../../source/objectives/edit-notebook.ts';
import type {Found, Listed} from '../../source/objectives/objective.ts';
import {retire} from '../../source/objectives/retire.ts';
import {runNow} from '../../source/objectives/run-now.ts';
import {schedule} from '../../source/objectives/schedule.ts';
import {cookiePattern} from '../../source/objectives/split-writers/writer.ts';
import {deployments} from '../kit/resources.ts';

// What objectives make of what they found, where neither cluster of the tests holds it.

const named = (name: string, rest: object) =>
	({metadata: {name, namespace: 'shop', uid: name}, ...rest}) as KubernetesObject;
const listed = (group: string, plural: string, kind: string, ...objects: KubernetesObject[]): Listed => ({
	resource: {...deployments, group, plural, kind},
	objects,
});

const containers = [{name: 'web', image: 'nginx:1.27'}];
const web = (spec: object = {containers}, labels: object = {app: 'web', team: 'shop'}) =>
	named('web', {
		spec: {replicas: 3, selector: {matchLabels: {app: 'web'}}, template: {metadata: {labels}, spec}},
	});
const service = named('web', {
	spec: {selector: {app: 'web'}, ports: [{name: 'http', port: 80, targetPort: 8080, nodePort: 30_080}]},
});
const istio = (...objects: KubernetesObject[]) =>
	listed('networking.istio.io', 'virtualservices', 'VirtualService', ...objects);

const found = (lists: readonly Listed[], deployment = web()): Found => ({
	namespace: 'shop',
	objects: {deployment, service},
	lists,
	now: 0,
	unguessable: 'unguessable',
});
const values = {name: 'web-b', image: 'nginx:1.28', beside: 'web', percent: '10'};

function made(...given: Parameters<typeof abTest.makes>) {
	const manifests = abTest.makes(...given);
	if (isRefusal(manifests)) throw new Error(manifests.says);
	return manifests;
}

test('the new version is a copy that none of the present selectors finds', () => {
	const [deployment, beside, route] = made(values, found([istio()]));
	expect(deployment?.spec).toEqual({
		replicas: 3,
		selector: {matchLabels: {'app.kubernetes.io/name': 'web-b'}},
		template: {
			metadata: {
				labels: {team: 'shop', 'app.kubernetes.io/name': 'web-b', 'app.kubernetes.io/managed-by': 'sluice'},
			},
			spec: {containers: [{name: 'web', image: 'nginx:1.28'}]},
		},
	});
	expect(beside?.spec).toEqual({
		selector: {'app.kubernetes.io/name': 'web-b'},
		ports: [{name: 'http', port: 80, targetPort: 8080}],
	});
	expect(route).toMatchObject({kind: 'VirtualService', spec: {hosts: ['web']}});
});

test('of several containers the one that was named gets the image', () => {
	const deployment = web({containers: [{name: 'proxy', image: 'envoy:1'}, ...containers]});
	expect(abTest.makes(values, found([istio()], deployment))).toMatchObject({
		says: 'Deployment web has the containers proxy, web.',
		hint: expect.stringContaining('container='),
	});
	const [copy] = made({...values, container: 'web'}, found([istio()], deployment));
	expect(copy?.spec).toMatchObject({
		template: {spec: {containers: [{image: 'envoy:1'}, {image: 'nginx:1.28'}]}},
	});
});

test.each([
	['a destination', {hosts: ['shop.example.com'], http: [{route: [{destination: {host: 'web'}}]}]}],
	[
		'a subset of it',
		{hosts: ['a.example.com'], http: [{route: [{destination: {host: 'web', subset: 'v1'}}]}]},
	],
	['its host', {hosts: ['web.shop.svc.cluster.local'], http: []}],
])('no second route is made where one has the Service as %s', (_what, spec) => {
	const refusal = abTest.makes(values, found([istio(named('taken', {spec}))]));
	expect(refusal).toMatchObject({
		refused: 'guarded',
		says: 'VirtualService shop/taken routes to Service shop/web already.',
	});
});

test('a TrafficSplit holds nobody to a version', () => {
	const smi = listed('split.smi-spec.io', 'trafficsplits', 'TrafficSplit');
	expect(abTest.makes({...values, header: 'x-version=b'}, found([smi]))).toMatchObject({
		says: expect.stringContaining('whatever its header'),
		hint: expect.stringContaining('another dialect'),
	});
});

test('without a dialect nothing is split', () => {
	expect(abTest.makes(values, found([]))).toMatchObject({
		refused: 'not-found',
		says: expect.stringContaining('no HTTPRoutes'),
	});
});

test('what goes past the split, and what both versions would write to, is said', () => {
	const all = named('everything', {spec: {selector: {team: 'shop'}}});
	const backend = {service: {name: 'web', port: {number: 80}}};
	const ingress = named('front', {spec: {rules: [{http: {paths: [{path: '/', backend}]}}]}});
	const around = [
		istio(),
		listed('', 'services', 'Service', service, all),
		listed('networking.k8s.io', 'ingresses', 'Ingress', ingress),
	];
	const volumes = [{name: 'data', persistentVolumeClaim: {claimName: 'models'}}];
	const doubts = abTest.doubts!(values, found(around, web({containers, volumes})));
	expect(doubts.map(({says}) => says)).toEqual([
		'Service everything selects the new pods, too: what it sends goes past the split.',
		'Ingress front sends to Service web past the split.',
		'Both versions would use the volume models of Deployment web.',
	]);
});

test('what KEDA scales gets no second autoscaler, nor does what is scaled to nothing go unsaid', () => {
	const bounds = {name: 'web', min: '1', max: '3', cpu: '80'};
	const scaled = named('by-queue', {spec: {scaleTargetRef: {name: 'web'}}});
	expect(
		autoscale.makes(bounds, found([listed('keda.sh', 'scaledobjects', 'ScaledObject', scaled)])),
	).toMatchObject({
		refused: 'guarded',
		says: 'ScaledObject shop/by-queue scales Deployment shop/web already.',
	});
	const limited = [{name: 'web', resources: {limits: {cpu: '1'}}}];
	const asleep = named('web', {spec: {replicas: 0, template: {spec: {containers: limited}}}});
	expect(autoscale.doubts!(bounds, found([], asleep))).toEqual([
		{
			says: 'Deployment web is scaled to 0: the autoscaler leaves it there.',
			hint: 'Scale it up first: sluice scale deployment/web 1',
		},
	]);
});

test('a run that goes on is said, and a name that leaves no room for the controller is refused', () => {
	const cronJob = named('nightly', {spec: {}, status: {active: [{name: 'nightly-1'}]}});
	expect(runNow.doubts!({name: 'nightly'}, {...found([]), objects: {cronJob}})).toMatchObject([
		{says: 'nightly-1 of CronJob nightly still goes on: this one runs beside it.'},
	]);
	expect(schedule.fields[0].wrong!('n'.repeat(53))).toContain('at most 52');
});

test('what a notebook keeps is on a volume that its users may write to', () => {
	const [claim, , deployment] = editNotebook.makes({name: 'lab', volume: '5Gi'}, found([])) as ReturnType<
		typeof made
	>;
	expect(claim).toMatchObject({
		kind: 'PersistentVolumeClaim',
		spec: {resources: {requests: {storage: '5Gi'}}},
	});
	expect(deployment?.spec).toMatchObject({
		strategy: {type: 'Recreate'},
		template: {
			spec: {
				securityContext: {fsGroup: 100},
				volumes: [{persistentVolumeClaim: {claimName: 'lab'}}],
				containers: [{volumeMounts: [{mountPath: '/home/jovyan/work'}]}],
			},
		},
	});
	expect(editNotebook.doubts!({name: 'lab', volume: '5Gi'}, found([]))).toMatchObject([
		{says: expect.stringContaining('undo deletes the volume')},
	]);
});

const split = (dialect: string, more: object, ...lists: Listed[]) => {
	const manifests = abTest.makes({...values, dialect, ...more}, found(lists));
	if (isRefusal(manifests)) return `${manifests.says} ${manifests.hint}`;
	const {metadata, spec} = manifests[2]!;
	return {annotations: metadata.annotations, spec};
};
const champion = {'sluice.dev/champion': 'web'};
const services = [
	{name: 'web', port: 80, weight: 90},
	{name: 'web-b', port: 80, weight: 10},
];
const ingress = (name: string, more: object = {}, annotations: object = {}) =>
	named(name, {
		metadata: {name, namespace: 'shop', uid: name, annotations},
		spec: {
			ingressClassName: 'nginx',
			rules: [
				{
					host: 'shop.example.com',
					http: {
						paths: [
							{path: '/', pathType: 'Prefix', backend: {service: {name: 'web', port: {name: 'http'}}}},
							{path: '/other', pathType: 'Prefix', backend: {service: {name: 'other', port: {number: 1}}}},
						],
					},
				},
				{host: 'other.example.com', http: {paths: []}},
			],
			...more,
		},
	});
const ingresses = (...objects: KubernetesObject[]) =>
	listed('networking.k8s.io', 'ingresses', 'Ingress', ...objects);
const routes = listed('traefik.io', 'ingressroutes', 'IngressRoute');
const proxies = listed('projectcontour.io', 'httpproxies', 'HTTPProxy');

test('Traefik gets an IngressRoute, whose narrower rules hold who sends a header or a cookie', () => {
	expect(split('traefik', {}, routes)).toEqual({
		annotations: champion,
		spec: {routes: [{kind: 'Rule', match: 'PathPrefix(`/`)', services}]},
	});
	const held = split('traefik', {host: 'a.b', header: 'x-v=b', cookie: 'v=1.0'}, routes);
	expect(held).toMatchObject({
		spec: {
			routes: [
				{match: 'Host(`a.b`) && Header(`x-v`, `b`)', services: [{name: 'web-b', port: 80}]},
				{match: 'Host(`a.b`) && HeaderRegexp(`Cookie`, `^(.*; *)?v=1\\.0(;.*)?$`)'},
				{match: 'Host(`a.b`)', services},
			],
		},
	});
	expect(split('traefik', {gateway: 'edge'}, routes)).toMatch(/no Gateway\. Leave gateway out/);
});

test('Contour gets an HTTPProxy, which must be told its host', () => {
	expect(split('contour', {}, proxies)).toMatch(/one host name.*host=/);
	expect(split('contour', {host: 'a.b', header: 'x-v=b', cookie: 'v=b'}, proxies)).toEqual({
		annotations: champion,
		spec: {
			virtualhost: {fqdn: 'a.b'},
			routes: [
				{
					conditions: [{prefix: '/'}, {header: {name: 'x-v', exact: 'b'}}],
					services: [{name: 'web-b', port: 80}],
				},
				{
					conditions: [{prefix: '/'}, {header: {name: 'cookie', regex: '^(.*; *)?v=b(;.*)?$'}}],
					services: [{name: 'web-b', port: 80}],
				},
				{conditions: [{prefix: '/'}], services},
			],
		},
	});
});

test('ingress-nginx gets a canary for the hosts and paths that lead to the Service', () => {
	const made = split('ingress-nginx', {header: 'x-v=b', cookie: 'v=b'}, ingresses(ingress('web')));
	expect(made).toEqual({
		annotations: {
			...champion,
			'nginx.ingress.kubernetes.io/canary': 'true',
			'nginx.ingress.kubernetes.io/canary-weight': '10',
			'nginx.ingress.kubernetes.io/canary-by-header': 'x-v',
			'nginx.ingress.kubernetes.io/canary-by-header-value': 'b',
			'nginx.ingress.kubernetes.io/canary-by-cookie': 'v',
		},
		spec: {
			ingressClassName: 'nginx',
			rules: [
				{
					host: 'shop.example.com',
					http: {
						paths: [
							{
								path: '/',
								pathType: 'Prefix',
								backend: {service: {name: 'web-b', port: {number: 80}}},
							},
						],
					},
				},
			],
		},
	});
	const doubts = abTest.doubts!(values, found([ingresses(ingress('web'))]));
	expect(doubts.map(({says}) => says).join(' ')).toMatch(/Only ingress-nginx heeds a canary/);
	expect(doubts.map(({says}) => says).join(' ')).not.toMatch(/past the split/);
	expect(split('ingress-nginx', {host: 'a.b'}, ingresses(ingress('web')))).toMatch(
		/takes its host from Ingress web/,
	);
});

test.each([
	['another class', ingress('web', {ingressClassName: 'other'})],
	['a canary', ingress('web', {}, {'nginx.ingress.kubernetes.io/canary': 'true'})],
	['no way there', ingress('web', {rules: []})],
])('of an Ingress that is %s no canary is made', (_what, other) => {
	const refused = abTest.makes(values, found([ingresses(other)]));
	expect(isRefusal(refused) && refused.says).toMatch(/serves nothing that could hold the split/);
});

test('a cookie is found wherever it stands among others', () => {
	const pattern = new RegExp(`^${cookiePattern({name: 'v', value: 'a.b'})}$`);
	for (const sent of ['v=a.b', 'x=1; v=a.b', 'v=a.b; y=2', 'x=1;v=a.b;y=2']) expect(sent).toMatch(pattern);
	for (const sent of ['v=aXb', 'xv=a.b', 'v=a.bc', '']) expect(sent).not.toMatch(pattern);
});

const loser = named('web-b', {spec: {selector: {app: 'web-b'}, ports: [{port: 80}]}});
const retired = (lists: readonly Listed[]) => {
	const changes = retire.changes!(
		{name: 'web-b'},
		{namespace: 'shop', objects: {service: loser}, lists, now: 0, unguessable: ''},
	);
	return isRefusal(changes) ? `${changes.says} ${changes.hint}` : changes;
};
const aloneThere = [{name: 'web-b', port: 80}];
const leadingAlone = named('lone', {
	spec: {routes: [{kind: 'Rule', match: 'Host(`a`)', services: aloneThere}]},
});

test.each([
	['no route at all', [], /No route leads to web-b.*sluice delete deployment\/web-b/],
	[
		'a rule of Traefik that leads to it alone',
		[listed('traefik.io', 'ingressroutes', 'IngressRoute', leadingAlone)],
		/IngressRoute shop\/lone names web-b/,
	],
	[
		'a plain Ingress',
		[ingresses(ingress('plain', {ingressClassName: 'other', defaultBackend: {service: {name: 'web-b'}}}))],
		/Ingress shop\/plain names web-b/,
	],
	[
		'an annotation that holds weights as text',
		[
			ingresses(
				ingress(
					'alb',
					{},
					{
						'alb.ingress.kubernetes.io/actions.split':
							'{"targetGroups":[{"serviceName":"web-b","weight":50}]}',
					},
				),
			),
		],
		/Ingress shop\/alb names web-b/,
	],
	[
		'a VirtualService that names it by its whole host',
		[istio(named('mesh', {spec: {hosts: ['x'], http: [{mirror: {host: 'web-b.shop.svc.cluster.local'}}]}}))],
		/VirtualService shop\/mesh names web-b/,
	],
])('a version is not retired while there is %s', (_what, lists, says) => {
	expect(retired(lists as readonly Listed[])).toMatch(says);
});

test('no second route is made beside one of Traefik or Contour that leads there', () => {
	const there = named('there', {
		spec: {virtualhost: {fqdn: 'a.b'}, routes: [{services: [{name: 'web', port: 80}]}]},
	});
	const proxy = listed('projectcontour.io', 'httpproxies', 'HTTPProxy', there);
	expect(split('contour', {host: 'a.b'}, proxy)).toMatch(
		/HTTPProxy shop\/there routes to Service shop\/web already/,
	);
	const other = named('other', {spec: {virtualhost: {fqdn: 'a.b'}, routes: []}});
	const taken = listed('projectcontour.io', 'httpproxies', 'HTTPProxy', other);
	expect(split('contour', {host: 'a.b'}, taken)).toMatch(/HTTPProxy other is for a\.b already/);
	const route = listed(
		'traefik.io',
		'ingressroutes',
		'IngressRoute',
		named('r', {
			spec: {routes: [{match: 'Host(`a.b`)', services: [{name: 'web', port: 80}]}]},
		}),
	);
	expect(split('traefik', {host: 'a.b'}, route)).toMatch(
		/IngressRoute shop\/r routes to Service shop\/web already/,
	);
});

test('a Gateway that is not there is named before anybody waits for requests', () => {
	const lists = [
		listed('gateway.networking.k8s.io', 'httproutes', 'HTTPRoute'),
		listed('gateway.networking.k8s.io', 'gateways', 'Gateway', named('edge', {})),
	];
	const doubted = (gateway: string) =>
		abTest.doubts!({...values, gateway, host: 'a.b'}, found(lists)).map(({says}) => says);
	expect(doubted('edgy')).toEqual([
		'There is no Gateway edgy in shop: no request goes by the route until there is.',
	]);
	expect(doubted('edge')).toEqual([]);
	// Of other namespaces nobody looked.
	expect(doubted('infra/edge')).toEqual([]);
});
