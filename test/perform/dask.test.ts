import {afterAll, beforeAll, expect, test} from 'vitest';
import {isRefusal, type Plan} from '../../source/model/plan.ts';
import {splitWords, typedObjective} from '../../source/objectives/typed.ts';
import {startPerforming} from '../kit/performing.ts';
import {deployments} from '../kit/resources.ts';

// A Dask run on the embedded cluster, whose pods run nothing: what is made, in which order, and how it goes again.

let world: Awaited<ReturnType<typeof startPerforming>>;

beforeAll(async () => {
	world = await startPerforming();
});

afterAll(() => world.stop());

const core = (plural: string, kind: string) => ({...deployments, group: '', plural, kind});
const inShop = (resource: typeof deployments, name: string) => ({resource, namespace: 'shop', name});
const jobs = {...deployments, group: 'batch', plural: 'jobs', kind: 'Job'};
const made = [
	inShop(core('persistentvolumeclaims', 'PersistentVolumeClaim'), 'credit'),
	inShop(core('services', 'Service'), 'credit-scheduler'),
	inShop(deployments, 'credit-scheduler'),
	inShop(deployments, 'credit-worker'),
	inShop(jobs, 'credit'),
];

const created = async (index: number) =>
	Date.parse(String(await world.read(made[index]!, '/metadata/creationTimestamp')));

test('each is ready before the next is made, the workers can be scaled, and undo leaves nothing of it', async () => {
	const typed = typedObjective(splitWords('dask-run credit workers=2'));
	if (isRefusal(typed)) throw new Error(typed.says);
	const {outcome, told} = await world.run({action: 'do', ...typed, namespace: 'shop'}, {timeoutMs: 60_000});
	expect(outcome).toMatchObject({end: 'settled'});
	const {plan} = outcome as {plan: Plan};
	expect(plan.orchestrates?.map(({of, pods}) => `${pods} of ${of.resource.kind} ${of.name}`)).toEqual([
		'1 of Deployment credit-scheduler',
		'2 of Deployment credit-worker',
		'1 of Job credit',
	]);
	const applied = told.flatMap(each => (each.type === 'applied' ? [each.step.target.name] : []));
	expect(applied).toEqual(['credit', 'credit-scheduler', 'credit-scheduler', 'credit-worker', 'credit']);
	const waited = told.flatMap(each =>
		each.type === 'waiting' ? [`${each.expectation.seen} ${each.expectation.of.name}`] : [],
	);
	expect(waited.indexOf('ready credit-scheduler')).toBeLessThan(waited.indexOf('ready credit-worker'));
	expect(waited.indexOf('ready credit-worker')).toBeLessThan(waited.indexOf('completed credit'));
	expect(await created(2)).toBeLessThanOrEqual(await created(3));
	const scaled = await world.run({action: 'scale', target: made[3]!, replicas: 4});
	expect(scaled.outcome).toMatchObject({end: 'settled'});
	const id = 'id' in outcome ? outcome.id : undefined;
	expect((await world.run({action: 'undo', id})).outcome).toMatchObject({end: 'settled'});
	for (const each of made) expect((await world.cluster.get(each)).ok, each.resource.kind).toBe(false);
}, 90_000);
