import type {Clock} from '../model/clock.ts';
import type {Stop} from '../model/cluster.ts';
import type {Rehearsal} from '../model/rehearsal.ts';
import type {Event} from '../store/events.ts';
import type {Wish} from '../store/rehearsal.ts';
import type {Screen} from '../store/screen.ts';
import {type State, topScreen} from '../store/state.ts';
import type {Store} from '../store/store.ts';

type Means = {
	readonly store: Store;
	readonly rehearsal: Rehearsal;
	/** Ours: a rehearsal's stands while it is paused. */
	readonly wallClock: Clock;
	/** What is told goes with the next frame: guidance that measures may change many times a second. */
	gather(event: Event): void;
	/** What was done to the former cluster of this scenario is over. */
	forget(scenario: string): void;
};

/** Hands wishes on to the rehearsal, and what it tells to the store. */
export function rehearse({store, rehearsal, wallClock, gather, forget}: Means): {follow(): void; stop: Stop} {
	let wish = store.get().rehearsal?.wish;
	let look = '';

	function fulfil(): void {
		const wanted = store.get().rehearsal?.wish;
		if (wanted === undefined || wanted === wish) return;
		wish = wanted;
		if (wanted.wants === 'play') void play(wanted.scenario);
		else turn(rehearsal, wanted);
	}

	/** Only the last scenario that was asked for is gone to. */
	async function play(name: string): Promise<void> {
		const asked = wish;
		const failed = await rehearsal.play(name).then(
			() => undefined,
			(error: unknown) => (error instanceof Error ? error.message : String(error)),
		);
		if (asked !== wish && wish?.wants === 'play') return;
		const says = `The scenario ${name} could not be begun: ${failed}`;
		if (failed !== undefined) return store.dispatch({type: 'scenarioFailed', says, at: wallClock.now()});
		forget(name);
		store.dispatch(ticked(), {type: 'scenarioBegun', name});
	}

	/** Looked at again after a change of the cluster, the same screen is another one. */
	function tellLook(): void {
		const state = store.get();
		const now = `${state.connection} ${lookOf(state)}`;
		if (now === look) return;
		look = now;
		rehearsal.looked(lookOf(state));
	}

	/** Ages follow at once where time was stepped, not with the next tick. */
	function ticked() {
		return {type: 'ticked', now: rehearsal.clock.now(), wallTime: wallClock.now()} as const;
	}

	const stop = rehearsal.follow(state => {
		gather({type: 'rehearsalTold', state});
		gather(ticked());
	});
	return {
		follow() {
			fulfil();
			tellLook();
		},
		stop,
	};
}

function turn(rehearsal: Rehearsal, wish: Exclude<Wish, {readonly wants: 'play'}>): void {
	switch (wish.wants) {
		case 'pause':
			rehearsal.pause();
			break;
		case 'resume':
			rehearsal.resume();
			break;
		case 'step':
			rehearsal.step(wish.byMs);
			break;
		case 'speed':
			rehearsal.setSpeed(wish.speed);
	}
}

/**
 * What is looked at, as guidance knows it, in words with a blank between them:
 *
 * | name | what stands in front |
 * |---|---|
 * | `now`, `split`, `detail`, `logs`, `yaml`, `revisions`, `journal`, `contexts`, `help` | the screen of that name |
 * | `pods`, `deployments`, `splits`, `nodes`, `events`, ... | a list, by the name of its view |
 * | `preview` | what would be done, to be confirmed or left, and then its outcome |
 * | `faults`, `filter` | beside the name of a list: it is narrowed so, and no key is awaited for that |
 */
export function lookOf(state: State): string {
	if (state.dialog !== undefined) return 'preview';
	const screen = topScreen(state);
	return state.prompt === undefined ? [nameOf(screen), ...narrowings(screen)].join(' ') : nameOf(screen);
}

function nameOf({name, view}: Screen): string {
	return name === 'list' ? view : name;
}

function narrowings({name, list: {faultsOnly, filter}}: Screen): readonly string[] {
	if (name !== 'list') return [];
	return [...(faultsOnly ? ['faults'] : []), ...(filter === '' ? [] : ['filter'])];
}
