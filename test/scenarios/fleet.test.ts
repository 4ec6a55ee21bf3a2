import {expect, test} from 'vitest';
import {keys} from '../kit/screen.ts';
import {prepareStage} from './play.ts';

const play = prepareStage();

const crawler = '/apis/apps/v1/namespaces/search/deployments/crawler';

test('a newcomer finds the one deployment that crashes among five thousand pods, and rolls it back', async () => {
	const {guided, press, enter, picked, pick, confirm, waitFor, read} = await play('fleet', {speed: 3});
	await guided(/The crawler crashes, one of \d+ deployments/);
	await waitFor('crawler keep crashing');
	expect(picked()).toContain('crawler');
	await enter(':pods');
	await guided(/5\d\d\d pods: G last/);
	await waitFor(/1-\d+ of 5\d\d\d\n/);
	press('G');
	await waitFor(/storefront-.*\n.* storefront-/);
	press(keys.ctrl('z'));
	await guided('Four deployments are at fault');
	await enter('/crawler');
	await guided('Crashing, each of them');
	await waitFor(/ 12 of 5\d\d\d\n/);
	press('z');
	await guided('Revision 2 ran for a week');
	await pick('      2  ');
	press(keys.ctrl('l'));
	await confirm();
	await guided(/It comes back: \d+ of 12 crawlers are ready/);
	expect((await read(crawler)).spec.template.metadata.labels).not.toHaveProperty('sim');
	await guided('That was all of fleet', 30_000);
	expect((await read(crawler)).status.readyReplicas).toBe(12);
}, 60_000);
