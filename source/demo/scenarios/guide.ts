import {ifAllowed} from '../api/status.ts';
import type {Cluster} from '../cluster.ts';
import type {Guidance, Stage} from './scenario.ts';

/** What a guide says at the moment. */
export type Guided = {readonly guidance: string | undefined; readonly isOver: boolean};

/** Leads through a scenario line by line: forward only, as what each line asks for comes true. */
export type Guide = {
	get(): Guided;
	/** The newcomer looks at this now, in words with a blank between them. */
	looked(at: string): void;
	stop(): void;
};

/** How often a line is looked at anew, in the cluster's time: it may carry what is measured. */
const lookMs = 1000;

/** How long changes are gathered before the guide looks at them, in our time. */
const gatherMs = 50;

export function createGuide(cluster: Cluster, lines: readonly Guidance[], tell: () => void): Guide {
	const seen = new Set<string>();
	let shownAtMs = cluster.clock.now();
	const stage: Stage = {
		cluster,
		seen,
		get at() {
			return lastSeen;
		},
		get shownMs() {
			return cluster.clock.now() - shownAtMs;
		},
	};
	let position = 0;
	let said: string | undefined;
	let lastSeen: readonly string[] = [];
	let waiting: NodeJS.Timeout | undefined;

	function look(): void {
		while (lines[position]?.isDone(stage)) advance();
		const says = lines[position]?.says(stage);
		if (says === said) return;
		said = says;
		tell();
	}

	/** What is on the screen when a line appears counts as looked at: nobody should have to leave and return. */
	function advance(): void {
		position++;
		shownAtMs = cluster.clock.now();
		seen.clear();
		see(lastSeen);
		begin(lines[position]);
	}

	function begin(line: Guidance | undefined): void {
		ifAllowed(() => line?.begins?.(cluster));
	}

	function see(words: readonly string[]): void {
		for (const word of words) seen.add(word);
	}

	function lookAgain(): void {
		look();
		if (position < lines.length) cluster.clock.after(lookMs, lookAgain);
	}

	function gather(): void {
		waiting ??= setTimeout(() => {
			waiting = undefined;
			look();
		}, gatherMs);
	}

	const unsubscribe = lines.length > 0 ? cluster.store.onChange(gather) : () => {};
	begin(lines[0]);
	if (lines.length > 0) lookAgain();
	return {
		get: () => ({guidance: said, isOver: lines.length > 0 && position >= lines.length}),
		looked(at) {
			lastSeen = at.split(' ');
			see(lastSeen);
			gather();
		},
		stop() {
			unsubscribe();
			clearTimeout(waiting);
		},
	};
}
