import {expect, test} from 'vitest';
import {keys} from '../kit/screen.ts';
import {prepareStage} from './play.ts';

const play = prepareStage();

const deployment = '/apis/apps/v1/namespaces/default/deployments/web';
const service = '/api/v1/namespaces/default/services/web';

test('a newcomer deploys a first model by a form, sees it started, and takes it away again', async () => {
	const {guided, press, pressFor, enter, pick, picked, confirm, confirmWith, leave, waitFor, read} =
		await play('empty', {
			speed: 3,
			columns: 110,
			rows: 40,
		});
	await waitFor('Nothing of yours runs');
	await guided(':objectives');
	await enter(':objectives');
	await waitFor('say what you want');
	expect(picked()).toContain('deploy');
	press(keys.enter);
	await waitFor('what the model is called');
	for (const text of ['web', 'nginx:1.27', '2', '99999']) {
		press(text);
		await waitFor(text);
		if (text !== '99999') press(keys.enter);
	}
	await waitFor('is a number from 1 to 65535');
	press(keys.ctrl('s'));
	await waitFor(screen => screen.includes('⏎ preview'));
	await new Promise(resolve => setTimeout(resolve, 400));
	await pressFor(keys.enter, 'port is a number from 1 to 65535.');
	press(keys.ctrl('u'));
	await waitFor(screen => !screen.includes('65535'));
	press('80');
	await waitFor(/port +80 /);
	press(keys.ctrl('s'));
	await waitFor(screen => screen.includes('⏎ preview'));
	await new Promise(resolve => setTimeout(resolve, 400));
	await pressFor(keys.enter, '╭─ ');
	await waitFor('start 2 pods of Deployment default/web: web (nginx:1.27)');
	expect(await read(deployment)).toMatchObject({kind: 'Status', code: 404});
	await confirm();
	await waitFor('What the orchestrator did');
	await waitFor(/started web \(nginx:1\.27\) in web-\S+ on node-/);
	await waitFor('Settled');
	expect((await read(deployment)).status.readyReplicas).toBe(2);
	expect((await read(service)).spec.ports[0].port).toBe(80);
	await leave('What the orchestrator did');
	// The form has done its work: what came of it stands beneath what can be said.
	await waitFor(/● stands +Deployment default\/web, Service default\/web/);
	await pick('stands');
	press('U');
	await waitFor('the server would accept it');
	await confirmWith('web');
	await waitFor(/removed +Deployment default\/web/);
	expect(await read(deployment)).toMatchObject({kind: 'Status', code: 404});
	expect(await read(service)).toMatchObject({kind: 'Status', code: 404});
});
