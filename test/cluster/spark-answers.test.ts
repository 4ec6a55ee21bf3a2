import {afterAll, afterEach, beforeAll, beforeEach, expect, inject, test} from 'vitest';
import {type Ended, privateHome, sluice} from '../kit/shell.ts';
import {processNamespace} from './processes.ts';
import {environmentTimeout, pythonEnvironment} from './python.ts';
import {type Json, RawApi} from './raw-api.ts';

// A real Spark answers: the driver is a pod that runs spark-submit, it has its
// executors made by the API server with the right that it was given, and they
// compute in pods of their own. PySpark from its registry stands for the image.

const {admin, tester = admin} = inject('kubeconfigs');
const why = inject('processes');
const api = new RawApi(admin);
const patienceMs = 300_000;
let namespace: string;
let missing: string | undefined;
let home: ReturnType<typeof privateHome>;

beforeAll(async () => {
	if (why !== undefined) return;
	missing = await pythonEnvironment('spark');
	namespace = await processNamespace(api, 'spark');
}, environmentTimeout);

afterAll(async () => {
	if (namespace !== undefined) await api.delete(`/api/v1/namespaces/${namespace}`);
	api.close();
});

beforeEach(() => {
	home = privateHome();
});

afterEach(() => home.remove());

function run(...words: readonly string[]): Promise<Ended> {
	const where = words[0] === 'undo' ? [] : ['-n', namespace];
	return sluice([...words, ...where], {...home.env, KUBECONFIG: tester}, patienceMs);
}

const ask = (name: string, query: string, ...more: readonly string[]) =>
	run(
		...['do', 'spark-query', name, 'by=job', 'memory=512m', 'cpu=100m', `query=${query}`, ...more],
		...['--yes', '--wait', '--timeout', '280s'],
	);

/** The id by which a change is taken back. */
const idOf = (out: string): string => /Its id: (\S+)/.exec(out)![1]!;

const executors = async (): Promise<readonly Json[]> =>
	(await api.get(`/api/v1/namespaces/${namespace}/pods?labelSelector=spark-role%3Dexecutor`)).body.items;

test.skipIf(why)(
	'a query is computed by executors that start for it and stop after it, and its rows come back',
	async ({skip}) => {
		skip(missing !== undefined, missing);
		const made = await ask(
			'grades',
			"SELECT concat('it''s ', id % 3) AS grade, count(*) AS loans, sum(id) AS total FROM range(0, 3000000, 1, 4) GROUP BY 1 ORDER BY 1",
			'rows=2',
		);
		expect(made, made.said).toMatchObject({code: 0});
		expect(made.out).toMatch(/grades: 1 of 1 done, 0 running; 3 rows came back, by \d+ stages of \d+ tasks/);
		expect(made.out).toContain(
			['grade   loans    total', "it's 0  1000000  1499998500000", "it's 1  1000000  1499999500000"].join(
				'\n',
			),
		);
		expect(made.out).toMatch(/\(1 more row not shown; \d+ stages of \d+ tasks\)/);
		for (const number of [1, 2]) {
			expect(made.said).toMatch(
				`started spark-kubernetes-executor \\(apache/spark:3\\.5\\.7-python3\\) in grades-exec-${number} on `,
			);
		}
		expect(made.said).toMatch(/\d executors?, \d stages? done.*\(\d+ %\)/);
		// Its driver deletes them; whatever it left goes with its pod.
		for (const each of await executors()) expect(each.metadata.deletionTimestamp).toBeDefined();
		expect((await run('undo', idOf(made.out), '--yes', '--wait')).code).toBe(0);
		const {status} = await api.get(`/apis/batch/v1/namespaces/${namespace}/jobs/grades`);
		expect(status).toBe(404);
	},
	patienceMs,
);

test.skipIf(why)(
	'a query that is wrong fails with what Spark says of it',
	async ({skip}) => {
		skip(missing !== undefined, missing);
		const made = await ask('wrong', 'SELECT nothing FROM nowhere', 'executors=1');
		expect(made.code).toBe(4);
		expect(made.said).toMatch(/wrong failed: .*\[TABLE_OR_VIEW_NOT_FOUND\] The table or view `nowhere`/);
		expect((await run('undo', idOf(made.said), '--yes', '--wait')).code).toBe(0);
	},
	patienceMs,
);
