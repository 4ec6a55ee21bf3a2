import type {ClusterTrouble} from './trouble.ts';

/**
 * Each trouble once, at its deepest culprit: what follows from another is told
 * with that one, what another says already is left out.
 */
export function toldOnce(all: readonly ClusterTrouble[]): readonly ClusterTrouble[] {
	const covered = new Set(all.flatMap(({covers = []}) => covers));
	const kept = all.filter(({key}) => !covered.has(key));
	const culprits = culpritsIn(kept);
	const sufferings = new Map<ClusterTrouble, ClusterTrouble[]>();
	const merged = new Set<ClusterTrouble>();
	for (const each of kept) {
		if (each.suffering === undefined) continue;
		const culprit = culpritOf(each, culprits);
		if (culprit === undefined) continue;
		sufferings.set(culprit, [...(sufferings.get(culprit) ?? []), each]);
		merged.add(each);
	}
	return kept
		.filter(each => !merged.has(each) && !each.isEcho)
		.map(each => woven(each, sufferings.get(each) ?? []));
}

function culpritsIn(all: readonly ClusterTrouble[]): ReadonlyMap<string, ClusterTrouble> {
	const culprits = new Map<string, ClusterTrouble>();
	for (const each of all) {
		for (const uid of each.explains ?? []) if (!culprits.has(uid)) culprits.set(uid, each);
	}
	return culprits;
}

function culpritOf(
	{dueTo = []}: ClusterTrouble,
	culprits: ReadonlyMap<string, ClusterTrouble>,
): ClusterTrouble | undefined {
	for (const uid of dueTo) {
		const found = culprits.get(uid);
		if (found !== undefined) return found;
	}
	return undefined;
}

const mostNamed = 3;

/** The culprit with what suffers from it: the route with most of the traffic leads, the others are named after the facts. */
function woven(culprit: ClusterTrouble, sufferers: readonly ClusterTrouble[]): ClusterTrouble {
	if (sufferers.length === 0) return culprit;
	const byShare = [...sufferers].sort((left, right) => (right.fails ?? 0) - (left.fails ?? 0));
	// Of a node that is gone one wants to know first that it is gone.
	const lead = culprit.about?.view === 'nodes' ? undefined : byShare.find(({suffering}) => suffering?.leads);
	const others = byShare.filter(each => each !== lead).map(each => sentence(each.suffering!.says));
	const more = others.length > mostNamed ? [`And ${others.length - mostNamed} more suffer.`] : [];
	const isFailing = sufferers.some(({fails = 0}) => fails > 0);
	return {
		...culprit,
		severity: isFailing ? 'critical' : culprit.severity,
		says: lead === undefined ? culprit.says : `${lead.suffering!.says}: ${culprit.because ?? culprit.says}`,
		fact: [culprit.fact, ...others.slice(0, mostNamed), ...more].filter(Boolean).join(' ') || undefined,
		...(isFailing && {fails: byShare[0]!.fails}),
	};
}

function sentence(says: string): string {
	return says.endsWith('.') ? says : `${says}.`;
}
