import type {Journal} from '../journal/journal.ts';
import type {Clock} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import {beginning, ended, newId} from '../perform/record.ts';
import type {State} from '../store/state.ts';
import type {Store} from '../store/store.ts';

type Means = {
	readonly store: Store;
	readonly journal: Journal;
	readonly clock: Clock;
	readonly wallClock: Clock;
	clusterNow(): Cluster;
	/** The journal holds more than it did. */
	isRecorded(): void;
};

type Revealing = NonNullable<State['revealing']>;

/** Shows values of secrets that were asked for, each once the journal says who looks at which; the value itself goes nowhere. */
export function revealSecrets(means: Means): {follow(): void} {
	const {store} = means;
	let met = store.get().revealing;

	async function reveal(revealing: Revealing): Promise<void> {
		const trouble = await record(revealing, means);
		if (store.get().revealing !== revealing) return;
		const {of, key} = revealing;
		if (trouble === undefined) store.dispatch({type: 'revealed', of, key});
		else {
			const says = `${key} of ${of.name} is not shown, as that could not be recorded. ${trouble}`;
			store.dispatch({type: 'flashed', flash: {says, tone: 'bad', at: means.wallClock.now()}});
		}
		means.isRecorded();
	}

	return {
		follow() {
			const {revealing} = store.get();
			if (revealing === met) return;
			met = revealing;
			if (revealing !== undefined) void reveal(revealing);
		},
	};
}

/** What went wrong, as a sentence. */
async function record(
	{of, key}: Revealing,
	{clusterNow, journal, clock}: Means,
): Promise<string | undefined> {
	const recording = {cluster: clusterNow(), clock};
	const id = newId(clock.now());
	const says = `Show value ${key} of Secret ${of.namespace}/${of.name}`;
	const undo = {way: 'none', because: 'What was seen cannot be unseen.'} as const;
	const looked = {action: 'reveal', says, lines: [], steps: [], undo} as const;
	return (
		journal.append(await beginning(id, looked, undefined, recording)) ??
		journal.append(ended(id, 'shown', 'shown', recording))
	);
}
