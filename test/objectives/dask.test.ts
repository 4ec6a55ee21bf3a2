import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {creditCommand, creditServing} from '../../source/objectives/credit-model.ts';
import {daskRun} from '../../source/objectives/dask-run.ts';
import type {Found, Manifest} from '../../source/objectives/objective.ts';

const found: Found = {namespace: 'shop', objects: {}, lists: [], now: 0, unguessable: ''};
const resource = {
	group: 'kubernetes.dask.org',
	version: 'v1',
	plural: 'daskclusters',
	kind: 'DaskCluster',
	namespaced: true,
};
const byOperator: Found = {...found, lists: [{resource, objects: []}]};

const usual = Object.fromEntries(daskRun.fields.map(field => [field.name, field.usual]));
const values = {...usual, name: 'credit', workers: '4', cpu: '500m'};
// biome-ignore lint/suspicious/noExplicitAny: what it makes is of many shapes
const made = (of: Found = found, more = {}): any[] => daskRun.makes({...values, ...more}, of) as Manifest[];
// biome-ignore lint/suspicious/noExplicitAny: the same
const podOf = (each: any) => each.spec.template.spec;

test('as workloads: a scheduler with a Service, workers that find it by that, and a Job that has them compute', () => {
	const [claim, service, scheduler, workers, job] = made();
	expect(
		[claim, service, scheduler, workers, job].map(({kind, metadata}) => `${kind} ${metadata.name}`),
	).toEqual([
		'PersistentVolumeClaim credit',
		'Service credit-scheduler',
		'Deployment credit-scheduler',
		'Deployment credit-worker',
		'Job credit',
	]);
	expect(daskRun.isInTurn).toBe(true);
	expect(scheduler.spec.template.metadata.labels).toMatchObject(service.spec.selector);
	expect(workers.spec.template.metadata.labels).not.toMatchObject(service.spec.selector);
	expect(service.spec.ports).toContainEqual({
		name: 'tcp-comm',
		port: 8786,
		targetPort: 'tcp-comm',
		protocol: 'TCP',
	});
	expect(workers.spec.replicas).toBe(4);
	expect(podOf(workers).containers[0]).toMatchObject({
		image: 'ghcr.io/dask/dask',
		args: ['dask', 'worker', '--nthreads', '1', '--no-dashboard'],
		env: [{name: 'DASK_SCHEDULER_ADDRESS', value: 'tcp://credit-scheduler:8786'}],
		resources: {requests: {cpu: '500m'}},
	});
	// Variables of a Service named DASK would be Dask's settings.
	for (const each of [scheduler, workers, job]) expect(podOf(each).enableServiceLinks).toBe(false);
	expect(podOf(job).containers[0]).toMatchObject({
		command: ['sh', '-c', creditCommand],
		volumeMounts: [{mountPath: '/model'}],
	});
	expect(podOf(job).containers[0].resources).toBeUndefined();
	const names = podOf(job).containers[0].env.map(({name}: {name: string}) => name);
	expect(names).toEqual(['DASK_SCHEDULER_ADDRESS', 'MODEL_DIR', 'ROWS', 'CREDIT']);
});

test('as an object of the operator where that is served, and its Job is the same', () => {
	const [claim, cluster, job, ...more] = made(byOperator);
	expect(more).toEqual([]);
	expect(claim.kind).toBe('PersistentVolumeClaim');
	expect(cluster).toMatchObject({
		apiVersion: 'kubernetes.dask.org/v1',
		kind: 'DaskCluster',
		metadata: {name: 'credit'},
		spec: {
			worker: {replicas: 4, spec: {containers: [{args: expect.arrayContaining(['$(DASK_WORKER_NAME)'])}]}},
			scheduler: {
				spec: {containers: [{args: ['dask', 'scheduler']}]},
				service: {selector: {'dask.org/cluster-name': 'credit', 'dask.org/component': 'scheduler'}},
			},
		},
	});
	expect(job).toEqual(made().at(-1));
});

test('it says how more workers join, what goes on afterwards, and how that is removed', () => {
	expect(daskRun.doubts!(values, found)).toMatchObject([
		{hint: 'sluice scale deployment/credit-worker 5 -n shop'},
		{says: expect.stringContaining('go on once it has ended')},
	]);
	expect(daskRun.doubts!(values, byOperator)[0]!.hint).toContain(
		'kubectl scale daskworkergroup/credit-default',
	);
	expect(daskRun.thereafter!(values, found)).toEqual([
		'Deploy its model: sluice do deploy-trained credit-model from=credit -n shop',
		expect.stringContaining('sluice do challenge credit-model from=credit beside=MODEL percent=10 -n shop'),
		expect.stringContaining(
			'sluice delete deployment/credit-worker -n shop, then sluice delete deployment/credit-scheduler -n shop',
		),
	]);
	expect(daskRun.thereafter!(values, byOperator)[2]).toContain('kubectl delete daskcluster/credit -n shop');
});

test('what somebody else computes is run as it is said, without our script', () => {
	const job = made(found, {command: 'python risk.py', env: 'SEED=2'}).at(-1);
	const {command, env} = podOf(job).containers[0];
	expect(command).toEqual(['sh', '-c', 'python risk.py']);
	expect(env.map(({name}: {name: string}) => name)).toEqual([
		'DASK_SCHEDULER_ADDRESS',
		'MODEL_DIR',
		'ROWS',
		'SEED',
	]);
});

/** Python reads the scripts, though nothing of theirs is installed here. */
test.each([
	[
		'computes',
		podOf(made().at(-1)).containers[0].env.find(({name}: {name: string}) => name === 'CREDIT').value,
	],
	['serves', creditServing(creditCommand)[0]!.value],
])('the script that %s is Python', (_what, script) => {
	const read = 'import ast, sys; ast.parse(sys.stdin.read())';
	expect(() => execFileSync('python3', ['-c', read], {input: String(script)})).not.toThrow();
});
