import type {IngressPart, PathPart} from './ingress-nginx-part.ts';

/** Ingresses that one controller serves in one namespace, in its order, and what each canary of them stands beside. */
export type Siblings = {
	readonly all: readonly IngressPart[];
	readonly ordinary: readonly IngressPart[];
	readonly pairs: ReadonlyMap<IngressPart, readonly Pair[]>;
};

/** A path of the canary, and the one of an ordinary Ingress that it takes requests from. */
export type Pair = {readonly canary: PathPart; readonly stable: PathPart; readonly of: IngressPart};

export function siblingsOf(parts: readonly IngressPart[]): Siblings[] {
	const groups = new Map<string, IngressPart[]>();
	for (const part of parts) {
		const key = `${part.ref.namespace}/${part.className}`;
		const group = groups.get(key);
		if (group) group.push(part);
		else groups.set(key, [part]);
	}
	return [...groups.values()].map(group => {
		const all = group.sort(inOrder);
		const ordinary = all.filter(({canary}) => canary === undefined);
		const canaries = all.filter(({canary}) => canary !== undefined);
		return {all, ordinary, pairs: new Map(canaries.map(each => [each, pairsOf(each, ordinary)]))};
	});
}

/** The oldest first, and of equal age the last by name. */
function inOrder(left: IngressPart, right: IngressPart): number {
	return compare(left.created, right.created) || compare(right.ref.name, left.ref.name);
}

function compare(left: string, right: string): number {
	return left < right ? -1 : left > right ? 1 : 0;
}

function pairsOf({paths}: IngressPart, ordinary: readonly IngressPart[]): Pair[] {
	return paths.flatMap(path => {
		const [first] = ordinary.flatMap(of =>
			of.paths.filter(each => isBeside(path, each)).map(stable => ({canary: path, stable, of})),
		);
		return first ? [first] : [];
	});
}

/** A canary for all that no path takes stands beside whatever names no host. */
function isBeside(canary: PathPart, stable: PathPart): boolean {
	if (canary.host !== stable.host) return false;
	return canary.type === 'default' || (canary.path === stable.path && canary.type === stable.type);
}

export function isSamePlace(left: PathPart, right: PathPart): boolean {
	return left.service === right.service && left.port === right.port;
}

/** Why the weight of a canary does not count, and whose does instead; where nobody's does nothing is split. */
export type Idle = {readonly says: string; readonly goesBy?: IngressPart};

/**
 * Why the weight of a canary does not count for one of its paths; undefined
 * where it does. The controller keeps one canary for each stable Service, and
 * one weight for each Service of a canary: what came first counts.
 */
export function whyIdle(part: IngressPart, {canary, stable}: Pair, siblings: Siblings): Idle | undefined {
	if (isSamePlace(canary, stable)) {
		return {says: `Service ${canary.service} is the stable one too: there is nothing to split.`};
	}
	const holder = siblings.all.find(({paths}) => paths.some(each => isSamePlace(each, canary)));
	if (holder !== undefined && holder !== part) {
		const says = `Ingress ${holder.ref.name} came first with Service ${canary.service}`;
		return holder.canary
			? {says: `${says}: ingress-nginx goes by the weight of that one.`, goesBy: holder}
			: {says: `${says} and is no canary: ingress-nginx then ignores the weight.`};
	}
	const [first] = [...siblings.pairs].find(([, pairs]) =>
		pairs.some(pair => isSamePlace(pair.stable, stable)),
	) ?? [part];
	if (first === part) return undefined;
	return {
		says: `Canary ${first.ref.name} came first beside Service ${stable.service}: ingress-nginx uses only that one.`,
	};
}
