import type {Play} from './play.ts';
import type {Scenario} from './scenarios/scenario.ts';

/** The plays that are on: one of a scenario at a time. */
export type Plays = {
	/** The play of a scenario, which begins when it is first asked for. */
	of(scenario: Scenario): Play;
	/** The play of a scenario if it is on. */
	get(scenario: Scenario): Play | undefined;
	/** Begins a scenario, anew if it is on. */
	begin(scenario: Scenario): Play;
	list(): Play[];
	/** Stops all plays for which nobody has been there for so long, but for that of one scenario. */
	stopOthers(than: Scenario | undefined, absentMs: number): void;
};

/** `start` is given the version to begin with: above all that were told of the scenario before. */
export function createPlays(start: (scenario: Scenario, firstVersion: number) => Play): Plays {
	const plays = new Map<Scenario, Play>();
	let version = 1000;

	function begin(scenario: Scenario): Play {
		stop(scenario);
		const begun = start(scenario, version);
		plays.set(scenario, begun);
		return begun;
	}

	function stop(scenario: Scenario): void {
		const former = plays.get(scenario);
		if (!former) return;
		version = Math.max(version, former.cluster.store.version) + 1;
		former.stop();
		plays.delete(scenario);
	}

	return {
		of: scenario => plays.get(scenario) ?? begin(scenario),
		get: scenario => plays.get(scenario),
		begin,
		list: () => [...plays.values()],
		stopOthers(than, absentMs) {
			for (const [scenario, {visitors}] of plays)
				if (scenario !== than && visitors.absentMs() >= absentMs) stop(scenario);
		},
	};
}
