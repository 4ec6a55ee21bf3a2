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
	const {enter, waitFor, confirm, leave, read, press} = playing;
	await enter(':ns default');
	await waitFor('/ default');
	for (const {objective, line, planned, told, stands} of objectiveStories) {
		await enter(`:${line}`);
		await waitFor(planned);
		await confirm();
		await waitFor('Settled', 60_000);
		await waitFor(told);
		expect(stands.is(await read(stands.at)), objective).toBe(true);
		await leave('Settled');
	}
	await enter(':objectives');
	await waitFor('What can be said');
	press('G');
	await waitFor('What was done here');
	await waitFor(/● stands +PersistentVolumeClaim default\/lab/);
	await waitFor(/● done +Scale Deployment default\/ranking from 2 to 3/);
	press(keys.escape);
});
