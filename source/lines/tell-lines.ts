import type {Clock} from '../model/clock.ts';
import type {Stop} from '../model/cluster.ts';
import type {Ref} from '../model/ref.ts';
import {phaseOf, reflexMs} from '../store/run.ts';
import {dialogPhase, dialogRuns} from '../store/runs.ts';
import {type State, topScreen} from '../store/state.ts';
import type {Store} from '../store/store.ts';
import {changesBetween, countsBetween} from './changes.ts';
import {listSentences} from './list-sentences.ts';
import {loginSentences} from './login-sentences.ts';
import {type Picture, pictureOf} from './picture.ts';
import {outcomeSentences, previewSentences} from './preview-sentences.ts';
import {type Sentence, said, sayDay, sayTime, withoutKeys} from './sentence.ts';
import {placeSentence, summaryOf} from './summary.ts';
import {readTyped} from './typed.ts';

/** How often the cluster is looked at; what happens in between is told at once, together. */
const beatMs = 1000;
/** Counts and growing troubles are told every so many beats. */
const slowBeats = 10;
/** After so long the summary is told of what has been read by then. */
const patienceMs = 10_000;

/** So long after it a change that is seen is taken for this operator's own. */
const recentMs = 30_000;

export type TellOptions = {
	readonly store: Store;
	/** The cluster's time; its timers wait in ours. */
	readonly clock: Clock;
	/** The time here, by which answers come too soon or not. */
	readonly wallClock: Clock;
	/** A line without its end. */
	write(line: string): void;
	/** The reader has not taken what was written: nothing more is told until it has. */
	isChoked(): boolean;
	/** Who wrote the object last, where it can be known. */
	whoChanged(ref: Ref): Promise<string | undefined>;
	/** Somebody can type: how is said once. */
	readonly isAnswered: boolean;
};

export type Lines = {
	/** A line that was typed. */
	typed(text: string): void;
	readonly stop: Stop;
};

/** Tells a store in sentences: first what is, then what changes, for as long as it runs. */
export function tellLines(options: TellOptions): Lines {
	const {store, clock, wallClock, isChoked} = options;
	const startedAt = wallClock.now();
	let day = '';
	/** What was told so far of the cluster, fast and slow; undefined before the summary. */
	let told: Picture | undefined;
	let counted: Picture | undefined;
	let beats = 0;
	let awaitsList = false;
	let seen = store.get();
	let typedAt = Number.NEGATIVE_INFINITY;

	function tell(sentences: readonly Sentence[]): void {
		for (const {says, changed} of sentences) {
			const at = clock.now();
			if (sayDay(at) !== day) {
				day = sayDay(at);
				options.write(`${sayTime(at)} It is ${day}.`);
			}
			options.write(`${sayTime(at)} ${says}`);
			if (changed !== undefined) void tellWho(changed);
		}
	}

	async function tellWho(ref: Ref): Promise<void> {
		// What this operator did is told as that.
		if (isOwn(ref, store.get(), clock.now())) return;
		const says = await options.whoChanged(ref);
		if (says !== undefined) tell([said(says)]);
	}

	function begin(state: State, picture: Picture): void {
		const isRead = picture.link.state !== 'connecting' && state.me !== '';
		if (!isRead && wallClock.now() - startedAt < patienceMs) return;
		tell([
			placeSentence(state),
			...summaryOf(state),
			...(options.isAnswered && told === undefined ? [hint] : []),
		]);
		told = picture;
		counted = picture;
	}

	function beat(): void {
		cancelBeat = clock.after(beatMs, beat);
		const state = store.get();
		beats++;
		if (isChoked()) return;
		const picture = pictureOf(state, told);
		// Another cluster or another namespace is told of from the start.
		if (told?.place !== picture.place) begin(state, picture);
		else compare(state, picture, told);
	}

	/** While a preview waits for its answer nothing but a lost line comes between. */
	function compare(state: State, picture: Picture, former: Picture): void {
		if (dialogPhase(state) === 'asking' && picture.link.state === former.link.state) return;
		tell(changesBetween(former, picture));
		told = picture;
		if (beats % slowBeats !== 0) return;
		tell(countsBetween(counted ?? former, picture));
		counted = picture;
	}

	/** What this operator asked for is told at once. */
	function follow(): void {
		const state = store.get();
		const former = seen;
		seen = state;
		if (state.runs !== former.runs || state.dialog !== former.dialog) tell(ownSentences(former, state));
		if (state.login !== former.login || state.question !== former.question)
			tell(loginSentences(former, state, options.isAnswered));
		// The end of an outage is told by the connection's own sentence.
		const isOutageOver = state.outages !== former.outages;
		if (state.flash !== former.flash && !isOutageOver) tellMessage(state);
		if (awaitsList) tellList(state);
		closeDialog(state);
	}

	function tellMessage({flash}: State): void {
		if (flash !== undefined) tell([said(withoutKeys(flash.says), flash.hint && withoutKeys(flash.hint))]);
	}

	function tellList(state: State): void {
		const sentences = listSentences(state, topScreen(state));
		if (sentences === undefined) return;
		awaitsList = false;
		tell(sentences);
	}

	function closeDialog(state: State): void {
		if (state.dialog !== undefined && dialogPhase(state) === 'over') store.dispatch({type: 'dialogClosed'});
	}

	let cancelBeat = clock.after(beatMs, beat);
	// Doubts about the journal were said before anybody listened.
	tellMessage(seen);
	const unsubscribe = store.subscribe(follow);
	return {
		typed(text) {
			const at = wallClock.now();
			const stream = at - typedAt < reflexMs ? 'paste' : undefined;
			typedAt = at;
			const {events = [], says = [], tells} = readTyped(text, store.get(), {at, stream});
			tell(says);
			if (tells === 'summary') tell(summaryOf(store.get()));
			if (tells === 'list') awaitsList = true;
			store.dispatch(...events);
			if (awaitsList) tellList(store.get());
		},
		stop() {
			cancelBeat();
			unsubscribe();
		},
	};
}

function isOwn({uid}: Ref, {journal}: State, now: number): boolean {
	return journal.some(({at, steps}) => now - at < recentMs && steps.some(({target}) => target.uid === uid));
}

const hint = said('Type help and press Enter for what can be asked here; q leaves');

/** The preview once it is there, each step as it is written, and how each change ended. */
function ownSentences(former: State, state: State): readonly Sentence[] {
	const wasAsking = former.dialog !== undefined && dialogPhase(former) === 'asking';
	const isAsking = dialogPhase(state) === 'asking';
	const begun = state.runs.filter(
		run => phaseOf(run) === 'preparing' && !former.runs.some(({id}) => id === run.id),
	);
	const ended = state.runs.filter(run => {
		const before = former.runs.find(({id}) => id === run.id);
		return run.outcome !== undefined && before?.outcome === undefined;
	});
	const written = state.runs.filter(run => {
		const before = former.runs.find(({id}) => id === run.id);
		return (
			run.answer === 'confirmed' &&
			phaseOf(run) === 'applying' &&
			before !== undefined &&
			phaseOf(before) === 'asking'
		);
	});
	return [
		...begun.map(({says}) => said(`${says}: reads afresh what it would change`)),
		...(isAsking && !wasAsking ? previewSentences(dialogRuns(state), state) : []),
		...written.map(({says}) => said(`Confirmed: ${says}`)),
		...ended.flatMap(outcomeSentences),
	];
}
