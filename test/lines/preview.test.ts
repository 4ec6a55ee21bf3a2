import {expect, test} from 'vitest';
import {previewSentences} from '../../source/lines/preview-sentences.ts';
import {issuePermit} from '../../source/model/permit.ts';
import {dialogRuns} from '../../source/store/runs.ts';
import {barePlan} from '../kit/plan.ts';
import {noon, storeOf} from '../screens/world.ts';

const loss = 'Deployment shop/web will have no pod left.';
const plan = {...barePlan, says: 'Scale Deployment shop/web from 3 to 0', concerns: [{says: loss}]};

/** The sentences for as many changes that are asked for at once. */
function previewOf(count: number, because: string): readonly string[] {
	const store = storeOf();
	const commands = Array.from({length: count}, () => ({action: 'undo'}) as const);
	store.dispatch({type: 'asked', commands, says: 'Undo'});
	for (const run of store.get().dialog!.runs) {
		const permit = issuePermit(plan, {by: 'word', word: 'web', because});
		for (const telling of [
			{type: 'planned', plan},
			{type: 'permitted', permit},
		] as const)
			store.dispatch({type: 'told', run, telling, at: noon});
	}
	return previewSentences(dialogRuns(store.get()), store.get()).map(({says}) => says);
}

test('what would be lost is said, and once', () => {
	const says = previewOf(1, loss);
	expect(says.filter(each => each.includes(loss.replace('.', '')))).toEqual([says[2]]);
	expect(previewOf(1, 'It does not come back as it was.')).toEqual(
		expect.arrayContaining([
			expect.stringContaining('does not come back'),
			expect.stringMatching(/^Mind: .*no pod left/),
		]),
	);
});

test('several are confirmed by how many they are', () => {
	expect(previewOf(1, loss).at(-1)).toContain('type web and press Enter');
	expect(previewOf(3, loss).at(-1)).toContain('type undo 3 changes and press Enter');
});
