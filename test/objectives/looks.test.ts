import {expect, test} from 'vitest';
import type {KubernetesObject} from '../../source/model/object.ts';
import {isRefusal} from '../../source/model/plan.ts';
import {abTest} from '../../source/objectives/ab-test.ts';
import {autoscale} from '../../source/objectives/autoscale.ts';
import {editNotebook} from '../../source/objectives/edit-notebook.ts';
import type {Found, Listed} from '../../source/objectives/objective.ts';
import {runNow} from '../../source/objectives/run-now.ts';
import {schedule} from '../../source/objectives/schedule.ts';
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
