import type {Unmeasured} from '../model/measured.ts';
import {type Cause, type ClusterTrouble, withoutDot} from './trouble.ts';

/** Splits whose requests nobody measures: whether a version of them fails can't be told. */
export const unmeasuredSplits: Cause = ({unmeasured}) => {
	if (unmeasured === undefined) return [];
	const {because, beyond} = unmeasured;
	const reasons = [...Map.groupBy(because, ({why}) => why)];
	const [general] = reasons.find(([why]) => keepsAll.includes(why)) ?? [];
	const isTold = beyond === 0 || general !== undefined;
	return [
		...reasons.map(([why, all]) => reasonTrouble(why, all, why === general ? beyond : 0)),
		...(isTold ? [] : [beyondTrouble(beyond)]),
	];
};

type Why = Unmeasured['why'];

/** What keeps one split from being measured keeps those from it too that were not asked for. */
const keepsAll: readonly Why[] = ['off', 'no-source', 'unreachable'];

function reasonTrouble(why: Why, all: readonly Unmeasured[], beyond: number): ClusterTrouble {
	const count = all.length + beyond;
	const [{says, hint}] = all as readonly [Unmeasured];
	const isSame = all.every(each => each.says === says);
	const because = ofMany[why] ?? (isSame ? withoutDot(says) : 'nobody counts them apart');
	return unknown(`unmeasured ${why}`, count, {
		says: `Requests of ${sayCount(count, 'split')} are not measured: ${because}`,
		hint: why === 'no-source' ? 'metrics in the configuration names one.' : hint,
	});
}

/** Shorter than where one split is looked at: here it is one line among others. */
const ofMany: {readonly [W in Why]?: string} = {
	off: 'metrics are off in the configuration',
	'no-source': 'no Prometheus was found',
};

function beyondTrouble(beyond: number): ClusterTrouble {
	return unknown('unmeasured beyond', beyond, {
		says: `Requests of ${sayCount(beyond, 'more split')} are not measured here: only those that changed last are`,
		hint: 'Its own screen measures each.',
	});
}

function unknown(key: string, count: number, said: Pick<ClusterTrouble, 'says' | 'hint'>): ClusterTrouble {
	return {...said, key, severity: 'unknown', count, since: 0};
}

function sayCount(count: number, what: string): string {
	return `${count} ${what}${count === 1 ? '' : 's'}`;
}
