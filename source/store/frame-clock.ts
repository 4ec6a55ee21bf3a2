import type {Change} from '../model/change.ts';
import type {Clock} from '../model/clock.ts';
import type {Row} from '../resources/view.ts';
import type {Event} from './events.ts';

/**
 * Turns what the cluster tells into a few commits a second. The first change
 * after quiet is committed at once, further ones are gathered for `frameMs`;
 * while the terminal has not taken the last frame nothing is committed, so a
 * slow line loses frames instead of queueing them. Keys do not pass here.
 * Frames are spaced by timers alone: what the clock shows may be the time of a
 * rehearsal, which stands, hurries and goes back.
 */
export type FrameClock = {
	/** Changes of one stream, in order; those of a frame become one event. */
	tell(view: string, stream: string, change: Change<Row>): void;
	gather(event: Event): void;
	/** The terminal has taken all that was written. */
	drained(): void;
	stop(): void;
};

export type FrameClockOptions = {
	readonly clock: Clock;
	readonly commit: (events: readonly Event[]) => void;
	/** The terminal still holds bytes of a former frame. */
	readonly isChoked?: () => boolean;
	readonly frameMs?: number;
};

export function frameClock({
	clock,
	commit,
	isChoked = () => false,
	frameMs = 50,
}: FrameClockOptions): FrameClock {
	let events: Event[] = [];
	let byStream = new Map<string, Change<Row>[]>();
	let cancel: (() => void) | undefined;
	/** A frame was committed less than `frameMs` ago. */
	let isResting = false;

	function schedule(): void {
		if (!isResting) cancel ??= clock.after(0, flush);
	}

	function rested(): void {
		isResting = false;
		cancel = undefined;
		flush();
	}

	function flush(): void {
		cancel = undefined;
		if (events.length === 0 || isChoked()) return;
		const due = events;
		events = [];
		byStream = new Map();
		isResting = true;
		cancel = clock.after(frameMs, rested);
		commit(due);
	}

	return {
		tell(view, stream, change) {
			let changes = byStream.get(stream);
			if (changes === undefined) {
				changes = [];
				byStream.set(stream, changes);
				events.push({type: 'rowsChanged', view, stream, changes, at: clock.now()});
			}
			changes.push(change);
			schedule();
		},
		gather(event) {
			events.push(event);
			schedule();
		},
		drained() {
			if (events.length > 0) schedule();
		},
		stop() {
			cancel?.();
			events = [];
		},
	};
}
