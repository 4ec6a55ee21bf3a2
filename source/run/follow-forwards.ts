import type {Clock} from '../model/clock.ts';
import type {Forwarding, ForwardState} from '../model/line.ts';
import {sayRef} from '../model/ref.ts';
import type {BegunForward} from '../perform/performance.ts';
import type {Store} from '../store/store.ts';

type Means = {readonly store: Store; readonly wallClock: Clock; isEnded(): void};

/** What passes is counted in the store no more often than this. */
const tellMs = 250;

/** Tells the store how forwards stand, and ends those that shall end. */
export function followForwards({store, wallClock, isEnded}: Means): {
	begun(begun: BegunForward, context: string): void;
	follow(): void;
} {
	const running = new Map<string, Forwarding>();

	function begun({id, plan, forwarding, link}: BegunForward, context: string): void {
		running.set(id, forwarding);
		const leads = plan.steps[0]!.leads!;
		const known = {
			id,
			of: sayRef(leads.of),
			to: leads.of,
			context,
			since: wallClock.now(),
			remote: leads.remote,
			...(link && {link}),
		};
		let cancel: (() => void) | undefined;
		let {says} = forwarding.state();
		const tell = (stands: ForwardState) => store.dispatch({type: 'forwardTold', forward: {...known, stands}});
		/** That it leads elsewhere is news; that bytes pass is none. */
		const sayNews = (stands: ForwardState) => {
			if (stands.says === says) return;
			says = stands.says;
			const tone = stands.trouble === undefined ? 'good' : 'warning';
			store.dispatch({type: 'flashed', flash: {says, tone, at: wallClock.now()}});
		};
		tell(forwarding.state());
		const stop = forwarding.onChange(stands => {
			sayNews(stands);
			cancel ??= wallClock.after(tellMs, () => {
				cancel = undefined;
				tell(forwarding.state());
			});
		});
		void forwarding.ended.then(() => {
			stop();
			cancel?.();
			running.delete(id);
			store.dispatch({type: 'forwardEnded', id});
			// Whoever records the end does so in this very turn.
			setImmediate(isEnded);
		});
	}

	return {
		begun,
		follow() {
			for (const {id, isStopping} of store.get().forwards) if (isStopping) running.get(id)?.stop();
		},
	};
}
