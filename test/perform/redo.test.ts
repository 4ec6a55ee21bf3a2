import {afterAll, beforeAll, expect, test} from 'vitest';
import {connect as connectRaw} from '../conformance/connection.ts';
import {refusedBy, startPerforming} from '../kit/performing.ts';
import {deployments, httpRoutes} from '../kit/resources.ts';

/** Back and forth on the embedded cluster, by the journal alone. */
let world: Awaited<ReturnType<typeof startPerforming>>;

beforeAll(async () => {
	world = await startPerforming();
});

afterAll(() => world.stop());

const nginx = {resource: deployments, namespace: 'default', name: 'nginx-deployment'};
const checkout = {resource: httpRoutes, namespace: 'shop', name: 'checkout'};
const weightAt = '/spec/rules/1/backendRefs/0/weight';

const replicasOf = (target: typeof nginx) => world.read(target, '/spec/replicas');

async function done(command: Parameters<typeof world.run>[0]): Promise<string> {
	const {outcome} = await world.run(command);
	expect(outcome.end, JSON.stringify(outcome)).toBe('settled');
	return 'id' in outcome ? outcome.id! : '';
}

test('a change goes back and forth as often as one likes, and is called by its one name', async () => {
	const before = (await replicasOf(nginx)) as number;
	const id = await done({action: 'scale', target: nginx, replicas: before + 2});
	await done({action: 'undo'});
	expect(await replicasOf(nginx)).toBe(before);
	const redo = await done({action: 'redo'});
	expect(await replicasOf(nginx)).toBe(before + 2);
	expect(world.entries().at(-1)).toMatchObject({action: 'redo', says: expect.stringMatching(/^Redo: Scale/)});
	await done({action: 'undo', id: redo});
	expect(await replicasOf(nginx)).toBe(before);
	expect(world.entries().at(-1)?.says).toMatch(/^Undo: Scale/);
	await done({action: 'redo', id});
	expect(await replicasOf(nginx)).toBe(before + 2);
	expect(refusedBy((await world.run({action: 'redo'})).outcome)).toBe('nothing-to-do');
	await done({action: 'undo'});
	expect(await replicasOf(nginx)).toBe(before);
	expect(refusedBy((await world.run({action: 'undo'})).outcome)).toBe('nothing-to-do');
});

test('the latest change is the one that was done again last', async () => {
	const [first, second] = [await replicasOf(nginx), await world.read(checkout, weightAt)];
	const early = await done({action: 'scale', target: nginx, replicas: (first as number) + 1});
	const percents = [{backend: 'checkout-challenger', percent: 33}];
	await done({action: 'shift', target: checkout, rule: 'cards', percents});
	await done({action: 'undo', id: early});
	await done({action: 'redo'});
	await done({action: 'undo'});
	expect(await replicasOf(nginx)).toBe(first);
	expect(await world.read(checkout, weightAt)).not.toBe(second);
	await done({action: 'undo'});
	expect(await world.read(checkout, weightAt)).toBe(second);
});

test('what is compensated is redone by its own compensation', async () => {
	const image = '/spec/template/spec/containers/0/image';
	const before = await world.read(nginx, image);
	await done({action: 'upgrade', target: nginx, image: 'nginx:1.9.1'});
	await done({action: 'rollback', target: nginx});
	expect(await world.read(nginx, image)).toBe(before);
	await done({action: 'undo'});
	expect(await world.read(nginx, image)).toBe('nginx:1.9.1');
	await done({action: 'redo'});
	expect(await world.read(nginx, image)).toBe(before);
});

test('an undo after somebody else is refused, with what is there now and who wrote it', async () => {
	const before = (await replicasOf(nginx)) as number;
	await done({action: 'scale', target: nginx, replicas: before + 2});
	const bystander = connectRaw(world.demo.kubeconfig);
	await bystander.ask(
		'PATCH',
		'/apis/apps/v1/namespaces/default/deployments/nginx-deployment?fieldManager=kubectl-edit',
		{
			type: 'application/json-patch+json',
			body: [{op: 'replace', path: '/spec/replicas', value: before + 3}],
		},
	);
	bystander.close();
	const undone = await world.run({action: 'undo'});
	expect(undone.outcome).toMatchObject({end: 'refused', refusal: {refused: 'stale'}});
	const says = undone.outcome.end === 'refused' ? undone.outcome.refusal.says : '';
	expect(says).toContain(`/spec/replicas is ${before + 3} now, and was ${before + 2}`);
	expect(says).toContain('kubectl-edit at 20');
	expect(await replicasOf(nginx)).toBe(before + 3);
});

test('nothing undone can be redone by an id that is not there', async () => {
	const {outcome} = await world.run({action: 'redo', id: 'nope'});
	expect(refusedBy(outcome)).toBe('not-found');
});
