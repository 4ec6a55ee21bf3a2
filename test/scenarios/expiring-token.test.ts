import {expect, test} from 'vitest';
import {keys} from '../kit/screen.ts';
import {prepareStage} from './play.ts';

const play = prepareStage();

const route = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/checkout';

test('a newcomer loses the login half-way, keeps the draft, and writes it once there is a new login', async () => {
	const {guided, press, confirm, draft, waitFor, weights} = await play('expiring-token', {speed: 2});
	await guided('Enter: its split');
	await waitFor('90/10');
	press(keys.enter);
	await guided('Give it half');
	await draft('checkout-challenger', 50);
	await waitFor('draft: -40');
	press(keys.enter);
	await guided('your login expires');
	await confirm();
	const refused = await waitFor('does not accept your credentials');
	expect(refused).toContain('Renew the token in');
	expect(await weights(route)).toEqual([90, 10]);

	press(keys.escape);
	await guided('Nothing is lost');
	await waitFor(/stale for \d+ s, 2x\n/);
	press(keys.ctrl('r'));
	await guided('You are in again');
	const back = await waitFor(/● live, 2x\n/);
	expect(back).toContain('draft: -40');
	press(keys.enter);
	await confirm();
	await guided('That was all of expiring-token');
	expect(await weights(route)).toEqual([50, 50]);
});

test('the first screen says what happened to the login, and is live again without a key', async () => {
	const {guided, press, waitFor} = await play('expiring-token', {speed: 4});
	await guided('Enter: its split');
	await waitFor('90/10');
	press(keys.enter);
	await guided('Give it half');
	press('X');
	await guided('your login expires');
	press(keys.escape);
	await waitFor(screen => !screen.includes('╭─'));
	press(keys.escape);
	await waitFor('Traffic splits');
	const troubled = await waitFor(/Credentials expired \d\d:\d\d: renew them, then ctrl-r/);
	expect(troubled).toContain('Renew the token in');
	await waitFor(screen => !screen.includes('Credentials expired') && screen.includes('All quiet'), 30_000);
	await guided('You are in again');
});
