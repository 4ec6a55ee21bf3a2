import {expect, test} from 'vitest';
import {keys} from '../kit/screen.ts';
import {prepareStage} from './play.ts';

const play = prepareStage();

const route = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/checkout';
const challenger = '/apis/apps/v1/namespaces/shop/deployments/checkout-challenger';

test('a newcomer looks, shifts, watches it go wrong, drains, and takes the drain back', async () => {
	const {guided, press, confirm, draft, leave, waitFor, read, weights} = await play('bad-challenger', {
		speed: 3,
	});
	await guided('look at its split');
	await waitFor('90/10');
	press(keys.enter);
	await guided('Give it half');
	await draft('checkout-challenger', 50);
	await waitFor('draft: -40');
	press(keys.enter);
	await confirm();
	await guided('Now watch 1.5.0');
	expect(await weights(route)).toEqual([50, 50]);

	await guided(/1\.5\.0 fails: \d+\/s, p99 [\d.]+ s, \d+ % errors/);
	await leave('Done');
	press('X');
	await confirm();
	await guided('Drained');
	expect(await weights(route)).toEqual([100, 0]);

	await guided('1.5.1 is up');
	expect((await read(challenger)).spec.template.spec.containers[0].image).toContain(':1.5.1');
	press('U');
	await confirm();
	await guided('That was all of bad-challenger');
	expect(await weights(route)).toEqual([50, 50]);
});

test('who drains before it fails, and takes that back too early, is told the truth and gets there', async () => {
	const {guided, press, confirm, draft, leave, waitFor, read} = await play('bad-challenger', {speed: 3});
	await guided('10 % of the checkout');
	press(keys.enter);
	await guided('Give it half');
	press('l');
	await guided('Back to the split');
	press(keys.escape);
	await guided('Give it half');
	await draft('checkout-challenger', 50);
	await waitFor('draft: -40');
	press(keys.enter);
	await confirm();
	await guided('Now watch');
	await leave('Done');
	press('X');
	await confirm();
	await guided('Drained');
	await waitFor('U undo');
	press('U');
	await confirm();
	await guided('1.5.0 has users again');
	await guided('And that is 1.5.1', 40_000);
	expect((await read(challenger)).spec.template.spec.containers[0].image).toContain(':1.5.1');
	await guided('That was all of bad-challenger');
});
