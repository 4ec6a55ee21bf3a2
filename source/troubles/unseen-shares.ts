import type {Shortfall} from '../measure/shortfall.ts';
import type {Backend, Split} from '../model/split.ts';
import type {Cause} from './trouble.ts';
import {withoutDot} from './trouble.ts';
import {distinctWays, orTakenAway, sayWay, wayOf} from './ways.ts';

/** Versions that are measured to get well under their share, or to fail nearly all of it, whatever their pods say. */
export const unseenShares: Cause = ({ways, seen}) =>
	seen === undefined
		? []
		: distinctWays(ways ?? []).flatMap(way =>
				(seen.get(way.key) ?? []).map(({backend, what, says, fact, set, since}) => {
					const isFailing = what === 'failing';
					return {
						key: seenKey(way.key, backend),
						severity: isFailing ? 'critical' : 'warning',
						says: `${sayWay(way)}: ${withoutDot(says)}`,
						fact,
						hint: hintFor(
							what,
							way,
							way.backends.find(({name}) => name === backend),
						),
						about: wayOf(way),
						count: 1,
						since: since ?? 0,
						...(isFailing && {fails: set}),
					} as const;
				}),
			);

const unseen = 'Sticky sessions, another route before it, or a gateway that has not taken the change.';

function hintFor(what: Shortfall['what'], way: Split, backend: Backend | undefined): string | undefined {
	if (what === 'unseen') return unseen;
	return what === 'worse'
		? orTakenAway('Look at both logs', way, backend)
		: orTakenAway('Its pods may look ready all the same: l reads a log', way, backend, ', ');
}

/** For causes that say why a version serves nobody: what is measured adds nothing to that. */
export function seenKey(way: string, backend: string): string {
	return `seen ${way} ${backend}`;
}
