import {expect, test} from 'vitest';
import {keys} from '../kit/screen.ts';
import {prepareStage} from './play.ts';

const play = prepareStage();

/** The screens of one run in which time passes only by steps, one after each key. */
async function screensOf(pressed: readonly string[]): Promise<string[]> {
	const {press, idle} = await play('bad-challenger', {isPaused: true});
	const screens = [await idle()];
	for (const key of pressed) {
		press(key);
		screens.push(await idle());
	}
	return screens;
}

const step = "'";
const run = [
	step,
	keys.enter,
	'=',
	'50',
	keys.enter,
	keys.enter,
	'y',
	step,
	step,
	step,
	keys.escape,
	'l',
	step,
	keys.escape,
	'X',
	'y',
	step,
	step,
	step,
	keys.escape,
	step,
	'd',
];

test('the same seed and the same keys show the same screens, to the last letter', async () => {
	const [first, second] = await Promise.all([screensOf(run), screensOf(run)]);
	expect(first).toEqual(second);
	// What was pressed has done something.
	expect(new Set(first).size).toBeGreaterThan(run.length / 2);
	expect(first.join()).toMatch(/checkout-challenger .*50 % → 0 %/);
	expect(first.join()).toContain('1.5.1 is up');
}, 90_000);
