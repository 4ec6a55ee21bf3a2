/** What may be done to the embedded cluster because it is only a rehearsal: its time, its scenarios, its seed. */
import {expect, it, onTestFinished, vi} from 'vitest';
import {type DemoOptions, startDemo} from '../../source/demo/start.ts';
import {connect, type Json} from '../conformance/connection.ts';
import {mergePatch} from '../conformance/objects.ts';

async function start(options: DemoOptions) {
	const demo = await startDemo(options);
	onTestFinished(demo.stop);
	const connection = connect(demo.kubeconfig);
	onTestFinished(connection.close);
	const read = async (path: string): Promise<Json> => (await connection.ask('GET', path)).body;
	return {...demo, ...connection, read};
}

const storefront = '/apis/apps/v1/namespaces/web/deployments/storefront';
const secondMs = 1000;

/** A step of minutes is lived through in one go, which takes a while where much is going on beside. */
const patience = {timeout: 10_000};

it('lets nothing happen by itself while paused, and answers all the same', async () => {
	const {rehearsal, ask, read} = await start({isPaused: true});
	const before = rehearsal.clock.now();
	const {status} = await ask('PATCH', `${storefront}/scale`, {type: mergePatch, body: {spec: {replicas: 7}}});
	expect(status).toBe(200);
	await new Promise(resolve => setTimeout(resolve, 300));
	expect((await read(storefront)).status.replicas).toBe(4);
	expect(rehearsal.clock.now()).toBe(before);
	rehearsal.step(20 * secondMs);
	await vi.waitFor(() => expect(rehearsal.clock.now()).toBe(before + 20 * secondMs), patience);
	expect((await read(storefront)).status.readyReplicas).toBe(7);
	rehearsal.resume();
	await vi.waitFor(() => expect(rehearsal.clock.now()).toBeGreaterThan(before + 20 * secondMs), patience);
	expect(rehearsal.get().isPaused).toBe(false);
});

it('wakes who waits once time is stepped past the moment', async () => {
	const {rehearsal} = await start({scenario: 'empty', isPaused: true});
	const woken: string[] = [];
	rehearsal.clock.after(5 * secondMs, () => woken.push('soon'));
	rehearsal.clock.after(600 * secondMs, () => woken.push('late'));
	rehearsal.clock.after(5 * secondMs, () => woken.push('called off'))();
	rehearsal.step(6 * secondMs);
	await vi.waitFor(() => expect(woken).toEqual(['soon']), {timeout: 3000});
});

it('passes time as fast as it is told to', async () => {
	const {rehearsal, read} = await start({scenario: 'empty'});
	const renewedMs = async () =>
		Date.parse(
			(await read(`/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1`)).spec.renewTime,
		);
	rehearsal.setSpeed(50);
	await vi.waitFor(() => expect(rehearsal.get().speed).toBe(50), patience);
	const before = {clock: rehearsal.clock.now(), renewed: await renewedMs(), ours: performance.now()};
	// A lease is renewed every ten seconds: so the cluster itself lives as fast as its clock says.
	await vi.waitFor(
		async () => expect(await renewedMs()).toBeGreaterThanOrEqual(before.renewed + 100 * secondMs),
		{
			timeout: 20_000,
			interval: 10,
		},
	);
	const oursMs = performance.now() - before.ours;
	expect(rehearsal.clock.now() - before.clock).toBeGreaterThan(85 * secondMs);
	const speed = (rehearsal.clock.now() - before.clock) / oursMs;
	expect(speed).toBeGreaterThan(25);
	expect(speed).toBeLessThan(60);
});

it('says how far time came where the machine cannot keep the speed', async () => {
	const {rehearsal} = await start({scenario: 'empty'});
	const speed = 1_000_000;
	rehearsal.setSpeed(speed);
	await vi.waitFor(() => expect(rehearsal.get().speed).toBe(speed), patience);
	const before = {clock: rehearsal.clock.now(), ours: performance.now()};
	const behindMs = () => (performance.now() - before.ours) * speed - (rehearsal.clock.now() - before.clock);
	await vi.waitFor(() => expect(behindMs()).toBeGreaterThan(secondMs * speed), {timeout: 20_000});
});

/** All that can be read of what a scenario consists of, after the same keys in effect. */
async function rehearsed(seed: number): Promise<string> {
	const {rehearsal, ask, read} = await start({seed, isPaused: true});
	const stepped = async (byMs: number) => {
		const until = rehearsal.clock.now() + byMs;
		rehearsal.step(byMs);
		await vi.waitFor(() => expect(rehearsal.clock.now()).toBe(until), patience);
	};
	await ask('PATCH', `${storefront}/scale`, {type: mergePatch, body: {spec: {replicas: 9}}});
	await stepped(3 * secondMs);
	await ask('DELETE', storefront);
	await stepped(300 * secondMs);
	const lists = [
		'/api/v1/pods',
		'/api/v1/events',
		'/api/v1/nodes',
		'/apis/apps/v1/replicasets',
		'/apis/discovery.k8s.io/v1/endpointslices',
		'/apis/metrics.k8s.io/v1beta1/pods',
	];
	return JSON.stringify(await Promise.all(lists.map(read)));
}

it('is the same to the last byte for the same seed and the same requests', async () => {
	const [first, second, other] = await Promise.all([rehearsed(5), rehearsed(5), rehearsed(6)]);
	expect(first).toBe(second);
	expect(other).not.toBe(first);
	expect(first).toContain('2026-01-15T03:');
});

it('plays another scenario behind its own context, and the same one anew', async () => {
	const {rehearsal, read, ask, watch} = await start({});
	const names = rehearsal.scenarios.map(({name}) => name);
	expect(names).toContain('empty');
	await ask('DELETE', storefront);
	const {metadata} = await read('/apis/apps/v1/deployments');
	const watched = await watch(
		`/apis/apps/v1/deployments?watch=1&resourceVersion=${metadata.resourceVersion}`,
	);
	await rehearsal.play('calm-shop');
	await watched.ended;
	expect((await read(storefront)).metadata.name).toBe('storefront');
	// Versions go on, so that whoever watched before is told to list again and misses nothing.
	const resumed = await watch(
		`/apis/apps/v1/deployments?watch=1&resourceVersion=${metadata.resourceVersion}`,
	);
	expect((await resumed.until(() => true)).object.code).toBe(410);
	await rehearsal.play('empty');
	expect(rehearsal.get().scenario).toBe('empty');
});

it('tells everybody who began a scenario that it began', async () => {
	const {rehearsal} = await start({scenario: 'empty'});
	await Promise.all([rehearsal.play('empty'), rehearsal.play('empty'), rehearsal.play('empty')]);
});

it('refuses a scenario that is not there, and names those that are', async () => {
	await expect(startDemo({scenario: 'nowhere'})).rejects.toThrow(
		/no scenario nowhere\. There are .*calm-shop/,
	);
});
