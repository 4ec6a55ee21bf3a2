import type {Scenario} from '../model/rehearsal.ts';
import type {State} from './state.ts';

/** What the line of guidance says: what to try now, or that the scenario is over and which one to play next. */
export type Guide = {
	readonly says: string;
	readonly isOver: boolean;
	/** Said once the scenario is over: another one, or the same where there is no other. */
	readonly next?: Scenario;
};

/** Undefined where there is nothing to say, nobody to say it, or nobody who wants to hear it. */
export function guideOf({rehearsal}: Pick<State, 'rehearsal'>): Guide | undefined {
	if (rehearsal === undefined || !rehearsal.isGuided) return undefined;
	const {scenario, guidance, isOver} = rehearsal.told;
	if (isOver)
		return {says: guidance ?? `That was all of ${scenario}.`, isOver, next: nextScenario(rehearsal)};
	return guidance === undefined ? undefined : {says: guidance, isOver};
}

function nextScenario({scenarios, told}: NonNullable<State['rehearsal']>): Scenario | undefined {
	const place = scenarios.findIndex(({name}) => name === told.scenario);
	return scenarios[(place + 1) % scenarios.length];
}

/** The line is there: guidance stands on it, and the keys a presenter presses. */
export function hasGuideLine(state: Pick<State, 'rehearsal'>): boolean {
	return state.rehearsal?.isPresenting === true || guideOf(state) !== undefined;
}

/** How time passes in a rehearsal, where it is not simply live: `paused`, `10x`. */
export function paceOf({rehearsal}: Pick<State, 'rehearsal'>): string | undefined {
	if (rehearsal === undefined) return undefined;
	const {isPaused, speed} = rehearsal.told;
	if (isPaused) return 'paused';
	return speed === 1 ? undefined : `${speed}x`;
}
