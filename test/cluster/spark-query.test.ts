import {readFileSync} from 'node:fs';
import {load} from 'js-yaml';
import {beforeAll, expect, inject, test} from 'vitest';
import {shellGround} from './grounds.ts';
import type {Json} from './raw-api.ts';

// A query said in a shell, on a real API server: by the operator's kind, which
// the test's own operator answers, and without; and who may make an account
// that may have executors. The pods here are simulated: see spark-answers.test.ts.

const {api, ground, run} = shellGround('spark-query', 60_000);
const {nobody} = inject('kubeconfigs');

const inNamespace = (path: string) => path.replace('NS', ground().namespace);
const application = (name: string) =>
	inNamespace(`/apis/sparkoperator.k8s.io/v1beta2/namespaces/NS/sparkapplications/${name}`);
const rbac = '/apis/rbac.authorization.k8s.io/v1';
const core = '/api/v1/namespaces/NS';
const statuses = (name: string) =>
	Promise.all(
		[
			`${core}/configmaps/${name}`,
			`${core}/serviceaccounts/${name}`,
			`${rbac}/namespaces/NS/roles/${name}`,
			`${rbac}/namespaces/NS/rolebindings/${name}`,
			`/apis/batch/v1/namespaces/NS/jobs/${name}`,
		].map(async path => (await api.get(inNamespace(path))).status),
	);

/** The id by which a change is taken back. */
const idOf = (out: string): string => /Its id: (\S+)/.exec(out)![1]!;
const query = ['query=SELECT count(*) AS numbers FROM range(1000)', '--yes', '--wait'];

test('a SparkApplication is made where such are served, and told as its operator tells of it', async () => {
	const asked = run(['do', 'spark-query', 'counted', ...query]);
	const read = await api.until(application('counted'), ({kind}) => kind === 'SparkApplication');
	expect(read.spec).toMatchObject({
		type: 'Python',
		driver: {serviceAccount: 'counted'},
		executor: {instances: 2},
	});
	const tell = (status: Json) =>
		api.patch(`${application('counted')}/status`, {status: {driverInfo: {}, ...status}}, 'merge-patch');
	const running = {
		applicationState: {state: 'RUNNING'},
		executorState: {'counted-exec-1': 'RUNNING', 'counted-exec-2': 'PENDING'},
	};
	expect((await tell(running)).status).toBe(200);
	await new Promise(resolve => setTimeout(resolve, 3000));
	await tell({applicationState: {state: 'COMPLETED'}});
	const made = await asked;
	expect(made).toMatchObject({code: 0, out: expect.stringContaining('counted: completed')});
	expect(made.said).toContain('counted: running, 1 executor running');
	expect(made.said).toContain('by the driver, to compute');
	expect((await run(['undo', idOf(made.out), '--yes', '--wait'])).code).toBe(0);
	expect((await api.get(application('counted'))).status).toBe(404);
	expect(await statuses('counted')).toEqual([404, 404, 404, 404, 404]);
});

test('a SparkApplication that cannot be submitted says why, and stands until it is taken back', async () => {
	const asked = run(['do', 'spark-query', 'refused', 'account=default', ...query]);
	await api.until(application('refused'), ({kind}) => kind === 'SparkApplication');
	const applicationState = {state: 'SUBMISSION_FAILED', errorMessage: 'image is not to be had'};
	await api.patch(
		`${application('refused')}/status`,
		{status: {driverInfo: {}, applicationState}},
		'merge-patch',
	);
	const made = await asked;
	expect(made.code).toBe(4);
	expect(made.said).toContain('refused: submission failed: image is not to be had');
	expect((await run(['undo', idOf(made.said), '--yes', '--wait'])).code).toBe(0);
	expect((await api.get(application('refused'))).status).toBe(404);
});

test('without an operator a Job and the rights of its driver are made, and taken back', async () => {
	const made = await run(['do', 'spark-query', 'alone', 'by=job', ...query]);
	expect(made).toMatchObject({code: 0, out: expect.stringContaining('1 of 1 done')});
	expect(await statuses('alone')).toEqual([200, 200, 200, 200, 200]);
	expect(made.said).toContain('the right to create, delete, deletecollection, get, list and watch pods');
	expect(made.said).toContain('ServiceAccount alone may make and delete pods');
	expect((await run(['undo', idOf(made.out), '--yes', '--wait'])).code).toBe(0);
	expect(await statuses('alone')).toEqual([404, 404, 404, 404, 404]);
});

const toBind = [
	{apiGroups: [''], resources: ['serviceaccounts'], verbs: ['create']},
	{apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'], verbs: ['create']},
];

/** Gives the user whom nothing is granted these rights in the namespace of the tests. */
async function grant(name: string, rules: Json): Promise<void> {
	const roles = inNamespace(`${rbac}/namespaces/NS/roles`);
	expect((await api.create(roles, {metadata: {name}, rules})).status).toBe(201);
	const bound = await api.create(inNamespace(`${rbac}/namespaces/NS/rolebindings`), {
		metadata: {name},
		roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name},
		subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'nobody'}],
	});
	expect(bound.status).toBe(201);
}

beforeAll(async () => {
	const {rules} = load(readFileSync('manifests/sluice-operator.yaml', 'utf8')) as Json;
	await grant('operates', rules);
});

test('an operator runs a query for an account that is there, and hands on no rights', async () => {
	const made = await run(['do', 'spark-query', 'given', 'by=job', 'account=default', ...query], nobody);
	expect(made).toMatchObject({code: 0});
	const denied = await run(['do', 'spark-query', 'own', 'by=job', ...query], nobody);
	expect(denied.code).not.toBe(0);
	expect(denied.said).toContain('You may not create serviceaccounts');
	expect(denied.said).toContain('account=');
	expect(await statuses('own')).toEqual([404, 404, 404, 404, 404]);
	await grant('binds', toBind);
	// Whoever may not make pods cannot give that right away: the server says so before anything is made.
	const escalated = await run(['do', 'spark-query', 'own', 'by=job', ...query], nobody);
	expect(escalated.code).not.toBe(0);
	expect(escalated.said).toContain('attempting to grant RBAC permissions not currently held');
	expect(await statuses('own')).toEqual([404, 404, 404, 404, 404]);
});
