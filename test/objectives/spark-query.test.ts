import {expect, test} from 'vitest';
import {objectIn} from '../../source/model/object.ts';
import {isRefusal} from '../../source/model/plan.ts';
import type {Found, Manifest} from '../../source/objectives/objective.ts';
import {sparkQuery} from '../../source/objectives/spark-query.ts';
import {memoryOf} from '../../source/objectives/spark-settings.ts';
import {splitWords, typedObjective} from '../../source/objectives/typed.ts';
import {deployments} from '../kit/resources.ts';

// What a query comes to, with Spark's operator and without.

const hostile = `SELECT '$(id)', "\`date\`" -- '; DROP`;

function typed(line: string) {
	const said = typedObjective(splitWords(line));
	if (isRefusal(said)) throw new Error(said.says);
	return said.values;
}

const applications = {
	resource: {
		...deployments,
		group: 'sparkoperator.k8s.io',
		version: 'v1beta2',
		plural: 'sparkapplications',
		kind: 'SparkApplication',
	},
	objects: [],
};
const found = (isServed: boolean): Found => ({
	namespace: 'risk',
	objects: {},
	lists: isServed ? [applications] : [],
	now: 0,
	unguessable: 'unguessable',
});

function made(line: string, isServed = false, values = typed(line)) {
	const manifests = sparkQuery.makes(values, found(isServed));
	if (isRefusal(manifests)) throw new Error(manifests.says);
	return manifests;
}

/** The template's, as far as the tests look at it. */
function podSpec(job: Manifest | undefined) {
	return objectIn(objectIn(objectIn(job?.spec).template).spec) as {
		serviceAccountName: string;
		volumes: object[];
		containers: {
			args: string[];
			command?: string[];
			image: string;
			resources: object;
			volumeMounts: object[];
		}[];
	};
}

const kindsOf = (manifests: ReturnType<typeof made>) => manifests.map(({kind}) => kind);

test('without an operator a Job is the driver, with an account that may have executors and nothing else', () => {
	const manifests = made('spark-query loans query="SELECT 1" executors=3 memory=512m cpu=500m');
	expect(kindsOf(manifests)).toEqual(['ConfigMap', 'ServiceAccount', 'Role', 'RoleBinding', 'Job']);
	const [config, , role, binding, job] = manifests;
	expect(config?.data).toMatchObject({'query.sql': 'SELECT 1'});
	expect(role?.rules).toEqual([
		{
			apiGroups: [''],
			resources: ['pods'],
			verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'watch'],
		},
	]);
	expect(binding).toMatchObject({
		roleRef: {kind: 'Role', name: 'loans'},
		subjects: [{kind: 'ServiceAccount', name: 'loans', namespace: 'risk'}],
	});
	const {serviceAccountName, containers} = podSpec(job);
	expect(serviceAccountName).toBe('loans');
	const {args, resources, image, command} = containers[0]!;
	expect([image, command]).toEqual(['apache/spark:3.5.7-python3', undefined]);
	expect(resources).toEqual({requests: {cpu: '500m', memory: '896Mi'}, limits: {memory: '896Mi'}});
	expect(args).toEqual(
		expect.arrayContaining([
			'/opt/spark/bin/spark-submit',
			'k8s://https://kubernetes.default.svc',
			'spark.executor.instances=3',
			'spark.executor.memory=512m',
			'spark.kubernetes.executor.request.cores=500m',
			'spark.kubernetes.driver.pod.name=$(POD_NAME)',
			'spark.kubernetes.executor.label.app.kubernetes.io/name=loans',
		]),
	);
	expect(args.slice(-4)).toEqual([
		'/opt/sluice/query.py',
		'/opt/sluice/query.sql',
		'20',
		'/dev/termination-log',
	]);
});

test('where SparkApplications are served, one is made, for an account that is there already if it is named', () => {
	const line = 'spark-query loans query="SELECT 1" rows=5 account=spark image=registry.example/spark:v4.0.1';
	const manifests = made(line, true);
	expect(kindsOf(manifests)).toEqual(['ConfigMap', 'SparkApplication']);
	expect(manifests.at(-1)).toMatchObject({
		apiVersion: 'sparkoperator.k8s.io/v1beta2',
		spec: {
			type: 'Python',
			mode: 'cluster',
			sparkVersion: '4.0.1',
			mainApplicationFile: 'local:///opt/sluice/query.py',
			arguments: ['/opt/sluice/query.sql', '5', '/dev/termination-log'],
			driver: {serviceAccount: 'spark', volumeMounts: [{name: 'query', mountPath: '/opt/sluice'}]},
			executor: {instances: 2, cores: 1, memory: '1g'},
		},
	});
	expect(kindsOf(made(`${line} by=job`, true))).toEqual(['ConfigMap', 'Job']);
});

test('an operator that is not served is refused with the way without', () => {
	expect(sparkQuery.makes(typed('spark-query a query=x by=application'), found(false))).toMatchObject({
		refused: 'not-found',
		hint: 'Run it without an operator: by=job',
	});
});

test.each([false, true])('what is asked stands in its file alone (served: %s)', isServed => {
	const values = {...typed('spark-query loans query=x'), query: hostile};
	const [config, ...others] = made('', isServed, values);
	const {'query.sql': query, 'query.py': program} = objectIn(config?.data);
	expect(query).toBe(hostile);
	expect(program).toMatch(/^import json/);
	expect(program).not.toContain('DROP');
	expect(JSON.stringify(others)).not.toContain('DROP');
});

test('files of a claim are there for the driver and for executors', () => {
	const [job] = made('spark-query loans query=x data=loans-2026 account=spark').slice(-1);
	const {volumes, containers} = podSpec(job);
	expect(volumes).toContainEqual({
		name: 'data',
		persistentVolumeClaim: {claimName: 'loans-2026', readOnly: true},
	});
	expect(containers[0]!.volumeMounts).toContainEqual({name: 'data', mountPath: '/data', readOnly: true});
	expect(containers[0]!.args).toContain(
		'spark.kubernetes.executor.volumes.persistentVolumeClaim.data.options.claimName=loans-2026',
	);
});

test.each([false, true])(
	'its preview knows the executors that nobody finds in its objects (served: %s)',
	isServed => {
		const starts = sparkQuery.starts!(typed('spark-query loans query=x executors=4'), found(isServed));
		expect(starts.map(({does, pods, of}) => [does, pods, of])).toEqual([
			...(isServed ? [['start', 1, 'SparkApplication']] : []),
			['start', 4, isServed ? 'SparkApplication' : 'Job'],
			['stop', 4, isServed ? 'SparkApplication' : 'Job'],
		]);
		expect(starts.at(-1)?.selects).toEqual({'app.kubernetes.io/name': 'loans', 'spark-role': 'executor'});
	},
);

test('what its account may is said before it is made, and what it may not be', () => {
	const doubts = sparkQuery.doubts!(typed('spark-query loans query=x'), found(false));
	expect(doubts[0]?.says).toContain('ServiceAccount loans may make and delete pods in namespace risk');
	expect(sparkQuery.doubts!(typed('spark-query loans query=x account=spark'), found(false))).toEqual([]);
});

test.each([
	['spark-query loans', 'query is missing.'],
	[`spark-query ${'a'.repeat(48)} query=x`, 'at most 47 letters'],
	['spark-query loans query=x memory=1Gi', 'memory is an amount like 512m or 2g'],
	['spark-query loans query=x executors=0', 'executors is a whole number from 1'],
	['spark-query loans query=x by=hand', 'by is application or job'],
])('%s is refused', (line, says) => {
	const refused = typedObjective(splitWords(line));
	expect(isRefusal(refused) && refused.says).toContain(says);
});

test.each([
	['512m', 896],
	['1g', 1434],
	['4g', 5735],
])('a heap of %s needs a pod of %i MiB', (heap, needed) => {
	expect(memoryOf(heap)).toBe(needed);
});
