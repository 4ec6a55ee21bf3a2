import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type Connection, connect, type Json} from '../conformance/connection.ts';

let demo: Demo;
let connection: Connection;

beforeAll(async () => {
	demo = await startDemo({speed: 30});
	connection = connect(demo.kubeconfig);
});

afterAll(async () => {
	connection.close();
	await demo.stop();
});

const read = async (path: string): Promise<Json> => (await connection.ask('GET', path)).body;
const apps = '/apis/apps/v1/namespaces';
const routes = '/apis/gateway.networking.k8s.io/v1/namespaces';

it.each([
	['shop', 'checkout-champion', 'registry.example.com/checkout:1.4.2', 6],
	['shop', 'checkout-challenger', 'registry.example.com/checkout:1.5.0', 3],
	['models', 'credit-risk-v1', 'registry.example.com/credit-risk:2026.10', 2],
	['models', 'credit-risk-v2', 'registry.example.com/credit-risk:2026.11', 2],
	['models', 'fraud-a', 'registry.example.com/fraud:4.2.0', 3],
	['models', 'fraud-b', 'registry.example.com/fraud:4.3.0', 1],
	['default', 'nginx-deployment', 'nginx:1.7.9', 3],
])('%s/%s runs %s %d times', async (namespace, name, image, replicas) => {
	const {spec, status} = await read(`${apps}/${namespace}/deployments/${name}`);
	expect(spec.template.spec.containers[0].image).toBe(image);
	expect([spec.replicas, status.readyReplicas]).toEqual([replicas, replicas]);
});

it('splits the checkout 90 to 10 by both rules, and the gateway agrees', async () => {
	const {metadata, spec, status} = await read(`${routes}/shop/httproutes/checkout`);
	const split = spec.rules.map(({name, backendRefs}: Json) => [
		name,
		...backendRefs.map(({weight}: Json) => weight),
	]);
	expect(split).toEqual([
		['checkout', 90, 10],
		['cards', 90, 10],
	]);
	const [parent] = status.parents;
	const conditions = parent.conditions.map(({type, status, observedGeneration}: Json) => [
		type,
		status,
		observedGeneration,
	]);
	expect(conditions).toEqual([
		['Accepted', 'True', metadata.generation],
		['ResolvedRefs', 'True', metadata.generation],
	]);
});

it('has a Service of two deployments in the models', async () => {
	const {items} = await read(
		'/apis/discovery.k8s.io/v1/namespaces/models/endpointslices?labelSelector=kubernetes.io/service-name%3Dfraud',
	);
	const targets = items[0].endpoints.map(({targetRef}: Json) => targetRef.name.slice(0, 7)).sort();
	expect(targets).toEqual(['fraud-a', 'fraud-a', 'fraud-a', 'fraud-b']);
});

it('has revisions to go back to', async () => {
	const {items} = await read(`${apps}/default/replicasets?labelSelector=app%3Dnginx`);
	const revisions = items.map(({metadata, spec}: Json) => [
		metadata.annotations['deployment.kubernetes.io/revision'],
		spec.template.spec.containers[0].image,
		spec.replicas,
	]);
	expect(revisions.sort()).toEqual([
		['1', 'nginx:1.7.5', 0],
		['2', 'nginx:1.7.7', 0],
		['3', 'nginx:1.7.8', 0],
		['4', 'nginx:1.7.9', 3],
	]);
});

it('has something wrong in it', async () => {
	const {items: nodes} = await read('/api/v1/nodes');
	expect(nodes.map(({spec}: Json) => spec.unschedulable ?? false)).toEqual([false, false, false, true]);
	const {items: pods} = await read('/api/v1/namespaces/web/pods');
	const statuses = pods.map(({status}: Json) => status.containerStatuses[0]);
	expect(statuses.some(({state}: Json) => state.waiting?.reason === 'ImagePullBackOff')).toBe(true);
	expect(Math.max(...statuses.map(({restartCount}: Json) => restartCount))).toBeGreaterThan(5);
	const {status} = await read(`${apps}/web/deployments/reports`);
	const progress = status.conditions.find(({type}: Json) => type === 'Progressing');
	expect([progress.status, progress.reason]).toEqual(['False', 'ProgressDeadlineExceeded']);
});

it('moves: another operator scales the storefront', async () => {
	const {metadata, spec} = await read(`${apps}/web/deployments/storefront`);
	const query = `?watch=1&fieldSelector=metadata.name%3Dstorefront&resourceVersion=${metadata.resourceVersion}`;
	const watch = await connection.watch(`${apps}/web/deployments${query}`);
	const {object} = await watch.until(event => event.object.spec.replicas !== spec.replicas);
	expect(object.metadata.managedFields.some(({manager}: Json) => manager === 'night-shift')).toBe(true);
	watch.close();
});

it('says where an unresolved route fails', async () => {
	const path = `${routes}/shop/httproutes/checkout`;
	const type = 'application/json-patch+json';
	const name = '/spec/rules/1/backendRefs/1/name';
	const rename = (value: string) =>
		connection.ask('PATCH', path, {type, body: [{op: 'replace', path: name, value}]});
	const {body} = await rename('checkout-nowhere');
	const watch = await connection.watch(
		`${routes}/shop/httproutes?watch=1&resourceVersion=${body.metadata.resourceVersion}`,
	);
	const {object} = await watch.until(() => true);
	const resolved = object.status.parents[0].conditions.find(({type}: Json) => type === 'ResolvedRefs');
	expect(resolved).toMatchObject({
		status: 'False',
		reason: 'BackendNotFound',
		observedGeneration: body.metadata.generation,
	});
	watch.close();
	await rename('checkout-challenger');
});

it('logs per version, from the end, since a time, and on', async () => {
	const {items} = await read('/api/v1/namespaces/shop/pods?labelSelector=track%3Dchallenger');
	const log = `/api/v1/namespaces/shop/pods/${items[0].metadata.name}/log`;
	const tail = await connection.ask('GET', `${log}?tailLines=5&timestamps=true`);
	const lines = tail.text.trimEnd().split('\n');
	expect(lines).toHaveLength(5);
	for (const line of lines)
		expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z level=\w+ msg=.*version=1\.5\.0/);
	// Time goes on between two readings, and new lines with it.
	expect((await connection.ask('GET', `${log}?tailLines=500&timestamps=true`)).text).toContain(lines[4]);
	const since = lines[2]!.split(' ')[0]!;
	const later = await connection.ask('GET', `${log}?sinceTime=${since}&timestamps=true`);
	expect(later.text.startsWith(lines[2]!)).toBe(true);
	const before = await connection.ask('GET', `${log}?previous=true`);
	expect([before.status, before.body.message]).toEqual([
		400,
		`previous terminated container "app" in pod "${items[0].metadata.name}" not found`,
	]);
});

it('measures what runs', async () => {
	const {items} = await read('/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods');
	expect(items.length).toBeGreaterThanOrEqual(9);
	expect(items[0].containers[0]).toMatchObject({
		name: 'app',
		usage: {cpu: expect.stringMatching(/^\d+m$/), memory: expect.stringMatching(/^\d+Ki$/)},
	});
});
