import {expect, test} from 'vitest';
import {keys} from '../kit/screen.ts';
import {type Playing, prepareStage} from './play.ts';

const play = prepareStage();

const route = '/apis/gateway.networking.k8s.io/v1/namespaces/search/httproutes/ranker';
const challenger = '/apis/apps/v1/namespaces/search/deployments/ranker-challenger';

async function giveHalf({press, draft, confirm}: Playing): Promise<void> {
	await draft('ranker-challenger', 50);
	press(keys.enter);
	await confirm();
}

async function scaleToEight({press, waitFor, confirm}: Playing): Promise<void> {
	press('s');
	await waitFor('Now 2,');
	press('8');
	await waitFor(/: 8/);
	press(keys.enter);
	await confirm();
}

test('a newcomer shifts too far, sees it melt, drains, scales, and sees it hold', {
	timeout: 60_000,
}, async () => {
	const playing = await play('capacity', {speed: 4});
	const {guided, press, confirm, waitFor, read} = playing;
	await guided('a new model on 2 pods');
	await waitFor('90/10');
	press(keys.enter);
	await guided(/Fine: 1\d\/s, p99 \d+ ms, 0 % errors/);
	await giveHalf(playing);
	await guided(/50 % of all users, on 2 pods/);
	await playing.leave('Settled in');
	await guided(/It melts \([01] of 2 ready\): \d+\/s, p99 [\d.]+ s, \d\d % errors/);
	await waitFor('has no ready pod.');
	press('X');
	await confirm();
	await guided('Users are safe');
	expect(await playing.weights(route)).toEqual([100, 0]);

	await playing.leave('Settled in');
	await scaleToEight(playing);
	await guided(/Pods are coming: \d of 8 ready/);
	await guided('8 pods are ready');
	expect((await read(challenger)).status.readyReplicas).toBe(8);
	await playing.leave('Settled in');
	await giveHalf(playing);
	await guided(/50 % of all users, on 8 pods: \d+\/s, p99 \d+ ms, 0 % errors/);
	await waitFor('next :scenario');
	expect(await playing.weights(route)).toEqual([50, 50]);
});

test('whoever scales first is praised, and never sees it melt', {timeout: 60_000}, async () => {
	const playing = await play('capacity', {speed: 4});
	const {guided, press, waitFor} = playing;
	await waitFor('90/10');
	press(keys.enter);
	await guided('Fine:');
	await scaleToEight(playing);
	await guided('Pods before users, well done');
	await guided('8 pods are ready');
	await playing.leave('Settled in');
	await giveHalf(playing);
	await guided(/50 % of all users, on 8 pods: \d+\/s, p99 \d+ ms, 0 % errors/);
	await waitFor('next :scenario');
});
