import {isSpaced} from './geometry.ts';
import type {ChartName, Screen} from './screen.ts';
import type {State} from './state.ts';

/** In the order they are gone through. */
const chartNames: readonly ChartName[] = ['share', 'errors', 'p99', 'cpu', 'memory'];

/** From this width on two stand side by side. */
const roomForTwo = 130;

/** From this size on what changed stands beneath the charts, and needs no turn of its own. */
const roomForChanges = 40;

type Frame = Pick<State, 'size' | 'rehearsal' | 'login'>;

/** What changed and went wrong is told beside the charts. */
export function areChangesBeside(state: Frame): boolean {
	return isWide(state) && state.size.rows >= roomForChanges;
}

function isWide(state: Frame): boolean {
	return state.size.columns >= roomForTwo && !isSpaced(state);
}

/** The page of a rollout tells of changes in any case. */
function namesOn(state: Frame, {name}: Pick<Screen, 'name'>): readonly ChartName[] {
	if (name === 'rollout' || areChangesBeside(state)) return chartNames;
	// What somebody looks for first in an incident must not be the last of many turns.
	const [first, ...others] = chartNames;
	return [first!, 'changes', ...others];
}

/** Which charts are drawn: the chosen one, and the next where there is room. */
export function chartsShown(state: Frame, screen: Pick<Screen, 'name' | 'chart'>): readonly ChartName[] {
	const names = namesOn(state, screen);
	const {chart = 'share'} = screen;
	const first = Math.max(0, names.indexOf(chart));
	return isWide(state) ? [names[first]!, names[(first + 1) % names.length]!] : [names[first]!];
}

/** What comes after those that are drawn. */
export function chartAfter(state: Frame, screen: Pick<Screen, 'name' | 'chart'>): ChartName {
	const names = namesOn(state, screen);
	return names[(names.indexOf(chartsShown(state, screen).at(-1)!) + 1) % names.length]!;
}
