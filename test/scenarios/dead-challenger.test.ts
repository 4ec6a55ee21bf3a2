import {expect, test} from 'vitest';
import {keys} from '../kit/screen.ts';
import {prepareStage} from './play.ts';

const play = prepareStage();

const route = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/checkout';
const challenger = '/apis/apps/v1/namespaces/shop/deployments/checkout-challenger';

test('a newcomer sees errors without a cause, reads the log, drains, and takes the drain back', {
	timeout: 60_000,
}, async () => {
	const {guided, press, confirm, waitFor, read, weights} = await play('dead-challenger', {speed: 3});
	await guided(/(8|9|10|11|12) % of all checkouts fail/);
	await waitFor('fail (503 UF)');
	expect((await read(challenger)).status).toMatchObject({replicas: 3, readyReplicas: 3});
	await waitFor('90/10');
	press(keys.enter);
	await guided("just the challenger's share");
	press('l');
	await guided('It listens on 127.0.0.1');
	await waitFor('addr=127.0.0.1:8080 request="GET /ready" status=200');

	press(keys.escape);
	await waitFor('Share of traffic');
	press('X');
	await confirm();
	await guided('Drained');
	expect(await weights(route)).toEqual([100, 0]);
	await guided('No more errors');
	await guided('1.5.1 is up');
	expect((await read(challenger)).spec.template.spec.containers[0].image).toContain(':1.5.1');

	press('U');
	await confirm();
	await guided(/Now users reach 1\.5\.1: \d+\/s, p99 \d+ ms, 0 % errors/);
	expect(await weights(route)).toEqual([90, 10]);
	await waitFor('next :scenario');
});
