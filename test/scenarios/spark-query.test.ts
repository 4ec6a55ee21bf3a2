import {expect, test} from 'vitest';
import {keys} from '../kit/screen.ts';
import {prepareStage} from './play.ts';

// A query by keys, where no operator of Spark is served. Its containers are
// simulated: the objects, the stages, the executors that come and go, and the
// way back are what this shows, and its answer says that nothing was computed.

const play = prepareStage();

const job = '/apis/batch/v1/namespaces/default/jobs/loans';
const role = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/loans';
const executors = '/api/v1/namespaces/default/pods?labelSelector=spark-role%3Dexecutor';
const query = 'SELECT count(*) FROM range(1000000)';

test('a query is asked by a form, its executors start and stop, its answer stands, and it is taken away again', async () => {
	const {press, pressFor, enter, pick, confirm, confirmWith, leave, waitFor, read} = await play('empty', {
		speed: 4,
		columns: 140,
		rows: 50,
	});
	await waitFor('Nothing of yours runs');
	await enter(':do spark-query');
	await waitFor('what the query is called');
	press('loans');
	await waitFor(/name +loans/);
	press(keys.enter);
	press(query);
	await waitFor(query);
	press(keys.ctrl('s'));
	await waitFor(screen => screen.includes('⏎ preview'));
	await new Promise(resolve => setTimeout(resolve, 400));
	await pressFor(keys.enter, '╭─ ');
	await waitFor('the right to create, delete, deletecollection, get');
	const preview = await waitFor('start 2 pods of Job default/loans: spark-kubernetes-executor');
	expect(preview).toContain('ServiceAccount loans may make and delete pods in namespace default');
	expect(preview).not.toContain('query.py');
	expect(await read(job)).toMatchObject({kind: 'Status', code: 404});
	await confirm();
	await waitFor('What the orchestrator did');
	await waitFor(/2 executors, 0 stages done, stage 0: \d+ of 48 tasks/);
	await waitFor(/started spark-kubernetes-executor .* in loans-exec-2/);
	await waitFor('Settled');
	await waitFor('nothing was computed, as the containers of this cluster are simulated');
	await waitFor(/told loans-exec-2 to stop|loans-exec-2 stopped|loans-exec-2 is gone/);
	expect((await read(job)).status.succeeded).toBe(1);
	expect((await read(role)).rules[0].resources).toEqual(['pods']);
	await leave('What the orchestrator did');
	await enter(':objectives');
	await waitFor(/● stands +Job default\/loans: 1 row came back/);
	await pick('stands');
	press('U');
	await waitFor('the server would accept it');
	await confirmWith('loans');
	await waitFor('all 5 of them are gone');
	await waitFor(/○ removed/);
	for (const path of [job, role]) expect(await read(path)).toMatchObject({kind: 'Status', code: 404});
	expect((await read(executors)).items).toEqual([]);
});
