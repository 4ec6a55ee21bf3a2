import {expect, test} from 'vitest';
import {issuePermit} from '../../source/model/permit.ts';
import type {Plan} from '../../source/model/plan.ts';
import type {Telling} from '../../source/model/telling.ts';
import {drain, split, target} from '../kit/drained.ts';
import {showApp} from './show.tsx';
import {noon, shop, storeOf} from './world.ts';

const capacity = {
	says: 'Everything goes to cards-v1: its 3 pods would each carry 1.6 times what they do now; 5 ready pods would keep it as it is. Its autoscaler may start no more than 4, so that each carries more whatever happens.',
	hint: 's raises its floor to 5 first, and waits until they are ready; draining waits for that.',
};
const open = {says: 'Not drained by this: rule beta sends x-beta=1 to cards-v2.', hint: 'Close it by hand.'};

async function shown(rows: number, plan: Plan): Promise<string> {
	const store = storeOf(shop, {screen: {name: 'split', subject: split}});
	store.dispatch({
		type: 'asked',
		commands: [{action: 'drain-traffic', target, rule: 'cards'}],
		says: 'Drain traffic',
	});
	const run = store.get().dialog!.runs[0]!;
	const tell = (telling: Telling) => store.dispatch({type: 'told', run, telling, at: noon});
	tell({type: 'planned', plan});
	tell({type: 'rehearsed', step: plan.steps[0]!});
	tell({type: 'permitted', permit: issuePermit(plan, {by: 'key'})});
	return (await showApp(store, {columns: 80, rows})).read();
}

test('the way back is in sight before a drain is confirmed, however much is to be minded', async () => {
	for (const concerns of [[capacity], [capacity, open], [capacity, open, open, open]]) {
		expect(await shown(24, {...drain, concerns})).toContain(
			'Undo      reversed: U writes the former values back',
		);
	}
});

test('where there is room it stands last, as in any preview', async () => {
	const lines = (await shown(40, {...drain, concerns: [capacity]})).split('\n');
	const placeOf = (word: string) => lines.findIndex(line => line.includes(word));
	expect(placeOf('Undo')).toBeGreaterThan(placeOf('Dry run'));
	expect(lines[placeOf('All traffic goes to') + 1]).toMatch(/│ +│/);
});
