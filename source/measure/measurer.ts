import type {Clock} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import type {Measured, MetricsSettings, Unmeasured} from '../model/measured.ts';
import type {Split} from '../model/split.ts';
import {type Found, findSource} from './find-source.ts';
import {measure} from './measure.ts';
import {minuteOver, type PodCounters, podCounters, podsAfterMs} from './pod-counters.ts';

/** Measures the splits of one cluster. It looks for a source once, and again only where it found none. */
export type Measurer = {
	/** `since` is when the split's shares last changed, by the cluster's clock, where that was seen. */
	measure(split: Split, since?: number): Promise<Measured>;
	/** Somebody says that things have changed: a source is looked for anew. */
	lookAgain(): void;
};

type Looking = {readonly found: Promise<Found | Unmeasured>; readonly at: number; isInVain?: true};

/** A source may be installed meanwhile. */
const lookAgainMs = 60_000;
/** Clocks that differ by less are taken for the same; a difference that wavers would make every figure look new. */
const sameClockMs = 2000;

export function measurer(
	cluster: Pick<Cluster, 'list' | 'askSource' | 'readCounters'>,
	/** Shows the cluster's time. */
	clock: Clock,
	settings: MetricsSettings,
): Measurer {
	let looking: Looking | undefined;
	let aheadMs = 0;
	const meters = new Map<string, string>();
	const byPods = new Map<string, {readonly counters: PodCounters; readonly since: number}>();

	function find(): Promise<Found | Unmeasured> {
		if (looking?.isInVain && Math.abs(clock.now() - looking.at) >= lookAgainMs) looking = undefined;
		if (looking !== undefined) return looking.found;
		const mine: Looking = {found: findSource(cluster, cluster.askSource, settings), at: clock.now()};
		looking = mine;
		void mine.found.then(found => {
			if ('state' in found) mine.isInVain = true;
		});
		return mine.found;
	}

	/** Pods are asked where nothing else can be, the operator allowed it, and something was just changed. */
	async function ownCounts(split: Split, found: Unmeasured, since: number | undefined): Promise<Measured> {
		if (!settings.pods || found.why === 'off' || since === undefined) return found;
		const {counters = podCounters(cluster, clock), since: before} = byPods.get(split.key) ?? {};
		if (clock.now() - since > podsAfterMs) return before === since ? minuteOver() : found;
		byPods.set(split.key, {counters, since});
		return counters.read(split, since);
	}

	/** By the pods, where the source that there is does not answer; it is said beside what they tell. */
	async function instead(split: Split, silent: Unmeasured, since: number | undefined): Promise<Measured> {
		const {namedIn} = settings;
		const hint = namedIn === undefined ? silent.hint : `It is named by ${namedIn}.`;
		const named: Unmeasured = {...silent, ...(hint !== undefined && {hint})};
		const own = await ownCounts(split, named, since);
		if (own === named) return named;
		const says = [named.says, ...(namedIn === undefined ? [] : [hint])].join(' ');
		return own.state === 'measured'
			? {...own, remarks: [...own.remarks, says]}
			: {...own, says: `${named.says} ${own.says}`, ...(hint !== undefined && {hint})};
	}

	return {
		async measure(split, since) {
			const found = await find();
			if ('state' in found) return ownCounts(split, found, since);
			const measured = await measure(split, {
				source: found.source,
				ask: cluster.askSource,
				aheadOf(there) {
					const seen = clock.now() - there;
					if (Math.abs(seen - aheadMs) > sameClockMs) aheadMs = seen;
					return Math.abs(aheadMs) > sameClockMs ? aheadMs : 0;
				},
				since,
				meter: meters.get(split.key),
			});
			if (measured.state !== 'measured')
				return measured.why === 'unreachable' ? instead(split, measured, since) : measured;
			meters.set(split.key, measured.meter);
			return found.remark === undefined
				? measured
				: {...measured, remarks: [...measured.remarks, found.remark]};
		},
		lookAgain() {
			looking = undefined;
		},
	};
}
