import {expect, test} from 'vitest';
import type {Json} from '../conformance/connection.ts';
import {keys} from '../kit/screen.ts';
import {prepareStage} from './play.ts';

const play = prepareStage();

const jobs = '/apis/batch/v1/namespaces/default/jobs';
const nightly = '/apis/batch/v1/namespaces/default/cronjobs/nightly';

test('a CronJob is run by hand, its history is walked, and it is suspended and resumed, all by keys', async () => {
	const {press, enter, pick, confirm, leave, waitFor, read} = await play('empty', {
		speed: 3,
		columns: 110,
		rows: 40,
	});
	await waitFor('Nothing of yours runs');
	await enter(":do schedule nightly image=busybox:1.37 schedule='0 4 1 1 *' command=date");
	await waitFor('the server would accept it');
	await confirm();
	await leave('Settled');
	await enter(':cronjobs');
	await waitFor(/nightly +0 4 1 1 \* +waits/);
	press('r');
	await waitFor('the server would accept it');
	expect((await read(jobs)).items).toEqual([]);
	await confirm();
	await leave('Settled');
	await waitFor(/nightly +0 4 1 1 \* /);
	await pick('nightly');
	press(keys.enter);
	await waitFor('Jobs of CronJob default/nightly');
	await waitFor(/nightly-\S+ +succeeded +1\/1/);
	const [made] = (await read(jobs)).items;
	expect(made.metadata.ownerReferences.map(({name}: Json) => name)).toEqual(['nightly']);
	press(keys.enter);
	await waitFor(`Pods of Job default/${made.metadata.name}`);
	press(keys.escape);
	await waitFor('Jobs of CronJob default/nightly');
	press(keys.escape);
	await waitFor(/CronJobs +/);
	press('d');
	await waitFor(/1 kept, 0 failed/);
	await waitFor(/succeeded +nightly-\S+ +by hand/);
	press('s');
	await waitFor('the server would accept it');
	await confirm();
	await leave('Settled');
	expect((await read(nightly)).spec.suspend).toBe(true);
	await waitFor('Suspended: no run is started.');
	press('u');
	await waitFor('the server would accept it');
	await confirm();
	await leave('Settled');
	expect((await read(nightly)).spec.suspend).toBe(false);
});
