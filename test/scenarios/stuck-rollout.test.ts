import {expect, test} from 'vitest';
import {keys} from '../kit/screen.ts';
import {prepareStage} from './play.ts';

const play = prepareStage();

const storefront = '/apis/apps/v1/namespaces/web/deployments/storefront';

test('a newcomer sees an upgrade hang, rolls it back, and upgrades as it was meant', {
	timeout: 60_000,
}, async () => {
	const {guided, press, confirm, pick, leave, waitFor, read} = await play('stuck-rollout', {speed: 4});
	const image = async () => (await read(storefront)).spec.template.spec.containers[0].image;
	await waitFor('All quiet.');
	await guided('It hangs');
	expect(await image()).toContain(':7.31.0');
	await waitFor(/▌. web {2}\d pods? of storefront can't pull image storefront:7\.31\.0: not found/);
	press(keys.enter);
	await guided(/Old pods still serve: \d+\/s, p99 \d+ ms, 0 % errors/);
	await waitFor('progress deadline exceeded', 20_000);
	press('z');
	await guided('ctrl-l rolls back');
	await pick(':7.12.1');
	press(keys.ctrl('l'));
	await confirm();
	await guided('It was to be 7.13.0');
	expect(await image()).toContain(':7.12.1');
	expect((await read(storefront)).status).toMatchObject({updatedReplicas: 4, readyReplicas: 4});

	await leave('Settled in');
	press('i');
	await waitFor('revision 3, running');
	press(keys.tab);
	await waitFor(/Image of storefront: \S+:7\.12\.1/);
	press(keys.ctrl('w'));
	await waitFor(/Image of storefront: *$/m);
	press('registry.example.com/storefront:7.13.0');
	await waitFor('storefront:7.13.0');
	press(keys.enter);
	await confirm();
	await guided('Pod after pod');
	await waitFor('next :scenario');
	expect(await image()).toContain(':7.13.0');
	expect((await read(storefront)).status).toMatchObject({replicas: 4, updatedReplicas: 4, readyReplicas: 4});
});
