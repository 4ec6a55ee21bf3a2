import {createServer} from 'node:net';
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import type {Link} from '../../source/model/line.ts';
import type {Plan} from '../../source/model/plan.ts';
import {startPerforming} from '../kit/performing.ts';
import {deployments} from '../kit/resources.ts';

// A notebook is opened, found again, stopped and removed, on the embedded cluster, whose pods run nothing.

let world: Awaited<ReturnType<typeof startPerforming>>;

const inShop = (resource: typeof deployments, name: string) => ({resource, namespace: 'shop', name});
const secrets = {...deployments, group: '', plural: 'secrets', kind: 'Secret'};
const lab = inShop(deployments, 'lab');

async function begin(name: string): Promise<void> {
	const values = {name, image: 'quay.io/jupyter/minimal-notebook'};
	const {outcome} = await world.run({action: 'do', objective: 'edit-notebook', values, namespace: 'shop'});
	expect(outcome).toMatchObject({end: 'settled'});
}

beforeAll(async () => {
	world = await startPerforming();
	await begin('lab');
});

afterAll(() => world.stop());

/** Opens it, and ends the forward at once. */
async function opened(name = 'lab', local?: number) {
	let link: Link | undefined;
	let at = 0;
	const target = inShop(deployments, name);
	const {outcome, told} = await world.run(
		{action: 'open-notebook', target, ...(local !== undefined && {local})},
		{
			forwards: begun => {
				({link} = begun);
				at = begun.forwarding.local;
				begun.forwarding.stop();
			},
		},
	);
	return {outcome, told, link, at};
}

async function tokenOf(name: string): Promise<string> {
	const stored = await world.read(inShop(secrets, name), '/data/JUPYTER_TOKEN');
	return Buffer.from(String(stored), 'base64').toString();
}

test('its link has the token of its Secret, which nothing else that is told or kept has', async () => {
	const {outcome, told, link, at} = await opened();
	const token = await tokenOf('lab');
	expect(token).toMatch(/^[0-9a-f]{48}$/);
	expect(link).toEqual({
		href: `http://127.0.0.1:${at}/lab?token=${token}`,
		shown: `http://127.0.0.1:${at}/lab`,
	});
	expect(outcome).toMatchObject({
		end: 'settled',
		plan: {
			says: 'Open notebook shop/lab with JUPYTER_TOKEN of Secret shop/lab',
			concerns: expect.arrayContaining([
				{says: 'Its token is read from Secret shop/lab: whoever has the link can do what you can there.'},
			]),
		},
	});
	expect(JSON.stringify([told, world.entries()])).not.toContain(token);
	expect(world.entries().at(-1)?.says ?? world.entries()[0]!.says).toContain(
		'JUPYTER_TOKEN of Secret shop/lab',
	);
});

test('a port that is taken is no matter, unless it was named', async () => {
	const taken = createServer();
	await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => void taken.close());
	const {port} = taken.address() as {port: number};
	expect((await opened('lab', port)).outcome).toMatchObject({
		end: 'failed',
		trouble: {says: `Port ${port} of this machine is in use already.`},
	});
	const usual = createServer();
	const isOurs = await new Promise<boolean>(resolve => {
		usual.once('error', () => resolve(false));
		usual.listen(8888, '127.0.0.1', () => resolve(true));
	});
	onTestFinished(() => void (isOurs && usual.close()));
	const {outcome, at} = await opened();
	expect(outcome).toMatchObject({end: 'settled'});
	expect(at).not.toBe(8888);
});

test('where its Secret may not be read it is opened without a token, and that is said', async () => {
	const {outcome} = await world.run(
		{action: 'open-notebook', target: lab},
		{
			cluster: {
				...world.cluster,
				get: async (target, subresource) =>
					target.resource.plural === 'secrets'
						? {ok: false, trouble: {reason: 'forbidden', says: 'You may not get secrets in shop.'}}
						: world.cluster.get(target, subresource),
			},
			forwards: ({forwarding, link}) => {
				forwarding.stop();
				expect(link).toEqual({
					href: `http://127.0.0.1:${forwarding.local}/lab`,
					shown: `http://127.0.0.1:${forwarding.local}/lab`,
					lacks: 'Its token could not be read: You may not get secrets in shop. The page asks for it.',
				});
			},
		},
	);
	expect(outcome).toMatchObject({end: 'settled'});
	expect.assertions(2);
});

test('whoever does not confirm reads no token', async () => {
	const read: string[] = [];
	const {outcome} = await world.run(
		{action: 'open-notebook', target: lab},
		{
			confirm: async () => false,
			cluster: {
				...world.cluster,
				get: async (target, subresource) => {
					read.push(target.resource.plural);
					return world.cluster.get(target, subresource);
				},
			},
		},
	);
	expect(outcome.end).toBe('cancelled');
	expect(read).toContain('deployments');
	expect(read).not.toContain('secrets');
});

test('what is no notebook is neither opened nor stopped', async () => {
	const target = {resource: deployments, namespace: 'default', name: 'nginx-deployment'};
	for (const action of ['open-notebook', 'stop-notebook'] as const)
		expect((await world.run({action, target})).outcome).toMatchObject({
			end: 'refused',
			refusal: {says: expect.stringContaining('is no notebook')},
		});
});

test('it is stopped with a warning of what is lost, says how it comes back, and comes back', async () => {
	await begin('halted');
	const target = inShop(deployments, 'halted');
	const {outcome} = await world.run({action: 'stop-notebook', target});
	const {plan} = outcome as {plan: Plan};
	expect(outcome.end).toBe('settled');
	expect(plan.concerns).toEqual([
		{
			says: 'Nothing of it is on a volume: whatever was saved there is gone with its pod.',
			hint: expect.stringMatching(
				/^Which files that are is not known from here\. Look first: sluice exec halted-\S+ -n shop -- find /,
			),
		},
	]);
	expect(plan.thereafter).toEqual([
		'Start it again: sluice scale deployment/halted 1 -n shop, then sluice open-notebook halted -n shop',
		'Remove it for good: sluice stop-notebook halted -n shop --remove',
	]);
	expect(await world.read(target, '/spec/replicas')).toBe(0);
	expect(await tokenOf('halted')).toMatch(/^[0-9a-f]{48}$/);
	expect((await world.run({action: 'stop-notebook', target})).outcome).toMatchObject({
		end: 'refused',
		refusal: {says: 'Deployment shop/halted is stopped already.'},
	});
	expect((await opened('halted')).outcome).toMatchObject({
		end: 'refused',
		refusal: {
			says: 'Deployment shop/halted is stopped: no pod of it runs.',
			hint: 'Start it first: sluice scale deployment/halted 1 -n shop',
		},
	});
	const id = 'id' in outcome ? outcome.id : undefined;
	expect((await world.run({action: 'undo', id})).outcome).toMatchObject({end: 'settled'});
	expect(await world.read(target, '/spec/replicas')).toBe(1);
});

test('removed, nothing of it is left, and a Secret of somebody else stays', async () => {
	await begin('spent');
	const target = inShop(deployments, 'spent');
	const {outcome} = await world.run({action: 'stop-notebook', target, removes: true});
	expect(outcome).toMatchObject({
		end: 'settled',
		plan: {lines: [{subject: 'Deployment shop/spent'}, {subject: 'Secret shop/spent'}]},
	});
	for (const resource of [deployments, secrets])
		expect((await world.cluster.get(inShop(resource, 'spent'))).ok).toBe(false);
	expect((await world.cluster.get(inShop(secrets, 'lab'))).ok).toBe(true);
});
