import {expect, test} from 'vitest';
import {keys} from '../kit/screen.ts';
import {prepareStage} from './play.ts';

const play = prepareStage();

const nginx = '/apis/apps/v1/namespaces/default/deployments/nginx-deployment';

test('a newcomer looks around: a cause, a filter, a log, a scaling, and the way back', async () => {
	const {guided, press, enter, picked, confirm, waitFor, read} = await play('calm-shop', {speed: 3});
	const replicas = async () => (await read(nginx)).spec.replicas;
	await guided("A pod of reports can't start");
	await waitFor("can't pull image");
	expect(picked()).toContain('reports');
	press(keys.enter);
	await guided('No registry has its image');
	await enter(':pods');
	await guided(/\d+ pods\. \/ storefront/);
	await enter('/storefront');
	await waitFor(/ of 3\d\n/);
	expect(picked()).toContain('storefront-');
	press('l');
	await guided('Requests, as they come in');
	await waitFor(/GET|POST/);
	await enter(':deploy');
	await guided('First comes nginx-deployment');
	await waitFor('fraud-a');
	expect(picked()).toContain('nginx-deployment');
	press('s');
	await waitFor('Replicas of Deployment default/nginx-deployment:');
	press('4');
	await waitFor('nginx-deployment: 4');
	press(keys.enter);
	await confirm();
	await guided(/3 of 4 pods are ready/);
	expect(await replicas()).toBe(4);
	await guided('All are up');
	await waitFor('Settled');
	press('U');
	await confirm();
	await guided('That was all of calm-shop');
	expect(await replicas()).toBe(3);
});
