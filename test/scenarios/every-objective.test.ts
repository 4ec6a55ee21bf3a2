import {expect, test} from 'vitest';
import {objectives} from '../../source/objectives/index.ts';
import {objectiveStories} from '../kit/objective-stories.ts';
import {keys} from '../kit/screen.ts';
import {prepareStage} from './play.ts';

const play = prepareStage();

test('there is a story of every objective', () => {
	const told = objectiveStories.map(({objective}) => objective);
	expect(objectives.map(({name}) => name).filter(name => !told.includes(name))).toEqual([]);
});

test('every objective is said by keys, previewed, confirmed, told container by container, and listed', {
	timeout: 60_000 + objectiveStories.length * 30_000,
}, async () => {
	const playing = await play('calm-shop', {speed: 3, columns: 160, rows: 50});
	const {enter, waitFor, confirm, leave, read, press, pressFor} = playing;
	const confirmWith = async (word: string) => {
		await waitFor(`type ${word} and`);
		for (const [l, letter] of [...word].entries()) {
			// A busy machine reads quick letters at once, as if they had been pasted.
			await new Promise(resolve => setTimeout(resolve, 400));
			await pressFor(letter, `to do it: ${word.slice(0, l + 1)}`);
		}
		await new Promise(resolve => setTimeout(resolve, 400));
		await pressFor(keys.enter, screen => !screen.includes('⏎ does it'));
	};
	await enter(':ns default');
	await waitFor('/ default');
	for (const {objective, line, planned, word, told, stands} of objectiveStories) {
		await enter(`:${line}`);
		await waitFor(planned);
		await (word === undefined ? confirm() : confirmWith(word));
		await waitFor('Settled', 60_000);
		await waitFor(told);
		expect(stands.is(await read(stands.at)), objective).toBe(true);
		await leave('Settled');
	}
	await enter(':objectives');
	await waitFor('say what you want');
	press('G');
	await waitFor('What was done here');
	await waitFor(/● stands +PersistentVolumeClaim default\/lab/);
	await waitFor(/● done +Scale Deployment default\/ranking from 2 to 3/);
	press(keys.escape);
});
