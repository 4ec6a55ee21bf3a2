import {afterAll, beforeAll, expect, test} from 'vitest';
import {isRefusal} from '../../source/model/plan.ts';
import {splitWords, typedObjective} from '../../source/objectives/typed.ts';
import {startPerforming} from '../kit/performing.ts';
import {deployments} from '../kit/resources.ts';

// A query on the embedded cluster, which serves no operator of Spark, and whose
// drivers only say that they compute: what is made, what is said before, and the way back.

let world: Awaited<ReturnType<typeof startPerforming>>;

beforeAll(async () => {
	world = await startPerforming();
});

afterAll(() => world.stop());

const rights = {...deployments, group: 'rbac.authorization.k8s.io', version: 'v1'};
const core = {...deployments, group: ''};
const made = [
	{...core, plural: 'configmaps', kind: 'ConfigMap'},
	{...core, plural: 'serviceaccounts', kind: 'ServiceAccount'},
	{...rights, plural: 'roles', kind: 'Role'},
	{...rights, plural: 'rolebindings', kind: 'RoleBinding'},
	{...deployments, group: 'batch', plural: 'jobs', kind: 'Job'},
];
const areThere = (name: string) =>
	Promise.all(made.map(async resource => (await world.cluster.get({resource, namespace: 'shop', name})).ok));

function wanted(line: string) {
	const typed = typedObjective(splitWords(line));
	if (isRefusal(typed)) throw new Error(typed.says);
	return {action: 'do', ...typed, namespace: 'shop'} as const;
}

test('a query is made with all it takes, and undo leaves nothing of it', async () => {
	const {outcome, told} = await world.run(
		wanted('spark-query numbers query="SELECT count(*) FROM range(1000000)" executors=2'),
	);
	expect(outcome).toMatchObject({
		end: 'settled',
		progress: expect.stringMatching(
			/^numbers: 1 of 1 done, 0 running; 1 row came back, by 1 stage of 48 tasks$/,
		),
		lines: ['rehearsed', expect.stringContaining('nothing was computed'), '(1 row; 1 stage of 48 tasks)'],
	});
	expect(told.flatMap(each => (each.type === 'waiting' ? [each.progress] : []))).toContainEqual(
		expect.stringMatching(/1 running; 2 executors, 0 stages done, stage 0: \d+ of 48 tasks \(\d+ %\)$/),
	);
	const plan = told.flatMap(each => (each.type === 'planned' ? [each.plan] : []))[0]!;
	expect(plan.lines.map(({subject, to}) => `${subject}: ${to}`)).toEqual([
		'ConfigMap shop/numbers: a ConfigMap',
		'ServiceAccount shop/numbers: a ServiceAccount',
		'Role shop/numbers: the right to create, delete, deletecollection, get, list and watch pods',
		'RoleBinding shop/numbers: Role numbers for ServiceAccount numbers',
		'Job shop/numbers: 1 pod of apache/spark:3.5.7-python3',
	]);
	expect(plan.orchestrates?.map(({does, pods, how}) => [does, pods, how])).toEqual([
		['start', 1, undefined],
		['start', 2, 'by the driver, to compute'],
		['stop', 2, 'by the driver, at its end'],
	]);
	expect(plan.concerns.map(({says}) => says)).toEqual([
		expect.stringContaining('ServiceAccount numbers may make and delete pods in namespace shop'),
	]);
	const did = told.flatMap(each => (each.type === 'orchestrated' ? [each.says] : []));
	expect(did).toContainEqual(expect.stringMatching(/^started driver \(apache\/spark\S+\) in numbers-/));
	for (const number of [1, 2])
		expect(did).toContainEqual(
			expect.stringMatching(`^started spark-kubernetes-executor .* in numbers-exec-${number} on `),
		);
	expect(await areThere('numbers')).toEqual([true, true, true, true, true]);
	const id = 'id' in outcome ? outcome.id : '';
	expect((await world.run({action: 'undo', id})).outcome).toMatchObject({end: 'settled'});
	expect(await areThere('numbers')).toEqual([false, false, false, false, false]);
});

test('for an account that is there no right is made; a name that is taken stops all of it', async () => {
	const {outcome} = await world.run(wanted('spark-query own query="SELECT 1" account=default'));
	expect(outcome).toMatchObject({end: 'settled'});
	expect(await areThere('own')).toEqual([true, false, false, false, true]);
	expect((await world.run(wanted('spark-query own query="SELECT 2"'))).outcome).toMatchObject({
		end: 'refused',
		refusal: {says: expect.stringContaining('ConfigMap shop/own exists already')},
	});
	expect(await areThere('own')).toEqual([true, false, false, false, true]);
});
