import {expect, test, vi} from 'vitest';
import {empty} from '../../source/demo/scenarios/empty.ts';
import type {Json} from '../cluster/raw-api.ts';
import {keys} from '../kit/screen.ts';
import {prepareOwnStage} from './own-stage.ts';

// A query by keys where an operator of Spark is served, whose part the test plays.

vi.mock(import('../../source/demo/kinds/index.ts'), async actual => {
	const {sparkApplications} = await import('./spark-kinds.ts');
	return {kinds: [...(await actual()).kinds, sparkApplications]};
});

const open = prepareOwnStage();
const application = '/apis/sparkoperator.k8s.io/v1beta2/namespaces/default/sparkapplications/loans';
const query = 'SELECT count(*) FROM range(1000000)';

test('a query becomes a SparkApplication, which is told as its operator tells of it', async context => {
	const {terminal, api} = await open(context, empty, 'default');
	const {press, pressFor, confirm, waitFor} = terminal;
	const tell = (status: Json) => api.patch(`${application}/status`, {status}, 'merge-patch');
	press(':');
	await waitFor(/\n :/);
	press('do spark-query');
	await waitFor(':do spark-query');
	press(keys.enter);
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
	await waitFor('by Spark’s operator');
	await waitFor('the server would accept it');
	expect((await api.get(application)).status).toBe(404);
	await confirm();
	await waitFor('no operator of Spark has taken it up yet');
	await tell({
		applicationState: {state: 'RUNNING'},
		executorState: {'loans-exec-1': 'RUNNING', 'loans-exec-2': 'PENDING'},
	});
	await waitFor('loans: running, 1 executor running');
	await tell({applicationState: {state: 'FAILED', errorMessage: 'driver container failed with ExitCode: 1'}});
	await waitFor('loans: failed: driver container failed with ExitCode: 1');
	const {spec} = (await api.get(application)).body;
	expect(spec.driver).toMatchObject({serviceAccount: 'loans'});
	expect(JSON.stringify(spec)).not.toContain('SELECT');
});
