import type {Written} from '../store/rights.ts';
import type {State} from '../store/state.ts';
import {ask, type Command} from './command.ts';
import {splitMeant} from './keymap/meant.ts';
import {weightsWritten} from './keymap/traffic.ts';
import type {Spoken} from './spoken.ts';

function shifted(words: readonly string[], state: State): Command | string {
	const split = splitMeant(state);
	if (split === undefined) return 'There is no traffic split under the cursor.';
	const pairs = words.map(word => /^(.+)=(\d+(?:\.\d+)?)%?$/.exec(word));
	if (words.length === 0 || pairs.some(pair => pair === null))
		return 'Which share? :shift BACKEND=PERCENT ...';
	const percents = pairs.map(pair => ({backend: pair![1]!, percent: Number(pair![2])}));
	return ask(
		[{action: 'shift', target: {...split.ref}, rule: split.rule || undefined, percents}],
		'Shift traffic',
	);
}

function swapped(_words: readonly string[], state: State): Command | string {
	const split = splitMeant(state);
	if (split === undefined) return 'There is no traffic split under the cursor.';
	return ask(
		[{action: 'swap', target: {...split.ref}, rule: split.rule || undefined}],
		'Swap champion and challenger',
	);
}

function championed([backend]: readonly string[], state: State): Command | string {
	const split = splitMeant(state);
	if (split === undefined) return 'There is no traffic split under the cursor.';
	if (backend === undefined) return 'Which version stays? :champion BACKEND';
	return ask([{action: 'choose-champion', target: {...split.ref}, backend}], 'Choose the champion');
}

/** The choice is written on the route whatever holds the weights. */
function routeWritten(state: State): readonly Written[] {
	const split = splitMeant(state);
	return split === undefined ? [] : [split.ref];
}

/** What is said to a traffic split. */
export const trafficWords: readonly Spoken[] = [
	{
		name: 'shift',
		aliases: [],
		usage: 'BACKEND=PERCENT ...',
		help: 'Gives backends of the split on screen their shares; the others keep their proportions.',
		isChange: true,
		does: shifted,
		writes: weightsWritten,
		offers: state => splitMeant(state)?.backends.map(({name}) => `${name}=`) ?? [],
	},
	{
		name: 'swap',
		aliases: [],
		usage: '',
		help: 'Champion and challenger of the split on screen exchange their shares; roles must be marked or chosen.',
		isChange: true,
		does: swapped,
		writes: weightsWritten,
	},
	{
		name: 'champion',
		aliases: [],
		usage: 'BACKEND',
		help: 'Writes down on the route which version stays, so that draining need not ask.',
		isChange: true,
		does: championed,
		writes: routeWritten,
		offers: state => splitMeant(state)?.backends.map(({name}) => name) ?? [],
	},
];
