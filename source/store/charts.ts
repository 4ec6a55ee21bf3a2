import {isSpaced} from './geometry.ts';
import type {ChartName, Screen} from './screen.ts';
import type {State} from './state.ts';

/** In the order they are gone through. */
const chartNames: readonly ChartName[] = ['share', 'errors', 'p99', 'cpu'];

/** From this width on two stand side by side. */
const roomForTwo = 130;

/** Which charts are drawn: the chosen one, and the next where there is room. */
export function chartsShown(
	state: Pick<State, 'size' | 'rehearsal' | 'login'>,
	{chart}: Pick<Screen, 'chart'>,
): readonly ChartName[] {
	const first = Math.max(0, chartNames.indexOf(chart ?? 'share'));
	const isTwo = state.size.columns >= roomForTwo && !isSpaced(state);
	return isTwo ? [chartNames[first]!, chartNames[(first + 1) % chartNames.length]!] : [chartNames[first]!];
}

/** What comes after those that are drawn. */
export function chartAfter(
	state: Pick<State, 'size' | 'rehearsal' | 'login'>,
	screen: Pick<Screen, 'chart'>,
): ChartName {
	const last = chartsShown(state, screen).at(-1)!;
	return chartNames[(chartNames.indexOf(last) + 1) % chartNames.length]!;
}
