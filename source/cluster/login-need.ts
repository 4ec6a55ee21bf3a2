import type {Clock} from '../model/clock.ts';
import type {Stop} from '../model/cluster.ts';
import type {LoginNeed} from '../model/login.ts';
import type {Trouble} from '../model/trouble.ts';

export type NeedTeller = {
	follow(tell: (need: LoginNeed | undefined) => void): Stop;
	/** Credentials were refused, or there are none. */
	lacking(trouble: Trouble, how: Pick<LoginNeed, 'way' | 'plugin'>): void;
	/** The server let us in. */
	letIn(): void;
	/** A person has done something: whether it helped is seen with the next request. */
	forget(): void;
};

/** What a person has to do to get in. It keeps its beginning for as long as it stands, and is told when it changes. */
export function needTeller(clock: Clock): NeedTeller {
	const tellers = new Set<(need: LoginNeed | undefined) => void>();
	let need: LoginNeed | undefined;
	let wasIn = false;

	function change(next: LoginNeed | undefined): void {
		need = next;
		for (const tell of tellers) tell(next);
	}

	return {
		follow(tell) {
			tellers.add(tell);
			if (need !== undefined) tell(need);
			return () => tellers.delete(tell);
		},
		lacking(trouble, how) {
			if (need?.trouble.says === trouble.says && need.way === how.way) return;
			change({since: need?.since ?? clock.now(), trouble, wasIn, ...how});
		},
		letIn() {
			wasIn = true;
			if (need !== undefined) change(undefined);
		},
		forget() {
			if (need !== undefined) change(undefined);
		},
	};
}
