// A rehearsal whose cluster is nothing but what a test says: it keeps what was asked of it.
import type {Clock} from '../../source/model/clock.ts';
import type {Rehearsal, RehearsalState, Scenario} from '../../source/model/rehearsal.ts';
import {type Rehearsal as RehearsalShown, rehearsalOf} from '../../source/store/rehearsal.ts';
import {noon} from './world.ts';

export const scenarios: readonly Scenario[] = [
	{name: 'calm-shop', says: 'Nothing is wrong; shift some traffic.'},
	{name: 'bad-challenger', says: 'The new version is slow, then it fails.'},
	{name: 'stuck-rollout', says: 'An image that cannot be pulled.'},
];

export const beginning: RehearsalState = {
	scenario: 'calm-shop',
	guidance: 'A new version of cards takes 10 %. Open the split `checkout` to see how it fares: `⏎`.',
	isOver: false,
	isPaused: false,
	speed: 1,
};

export function shownRehearsal(told: Partial<RehearsalState> = {}, isPresenting = false): RehearsalShown {
	return rehearsalOf(scenarios, {...beginning, ...told}, isPresenting);
}

export type ScriptedRehearsal = Rehearsal & {
	readonly asked: readonly string[];
	readonly looks: readonly string[];
	/** The next scenario cannot be begun, for this reason. */
	fails(says: string): void;
	tell(more: Partial<RehearsalState>): void;
};

export function scriptedRehearsal(after: Clock['after']): ScriptedRehearsal {
	let state = beginning;
	let now = noon;
	let failure: string | undefined;
	const asked: string[] = [];
	const looks: string[] = [];
	const followers = new Set<(state: RehearsalState) => void>();
	const tell = (more: Partial<RehearsalState>) => {
		state = {...state, ...more};
		for (const follower of followers) follower(state);
	};
	return {
		scenarios,
		asked,
		looks,
		tell,
		clock: {now: () => now, after},
		get: () => state,
		follow(follower) {
			followers.add(follower);
			return () => followers.delete(follower);
		},
		pause: () => tell({isPaused: true}),
		resume: () => tell({isPaused: false}),
		step(byMs) {
			now += byMs;
			tell({isPaused: true});
		},
		setSpeed: speed => tell({speed}),
		async play(scenario) {
			asked.push(`play ${scenario}`);
			if (failure !== undefined) throw new Error(failure);
			now = noon;
			tell({...beginning, scenario});
		},
		looked: at => looks.push(at),
		fails(says) {
			failure = says;
		},
	};
}
