import type {KubernetesObject} from '../model/object.ts';
import type {Ref, Resource} from '../model/ref.ts';
import type {Source} from '../model/source.ts';
import type {Backend, Split} from '../model/split.ts';
import type {Way} from '../model/way.ts';
import type {Dialect} from './dialect.ts';
import {enginePartsIn, withDrivers} from './engine-splits.ts';
import {dialectOf, dialects} from './index.ts';
import {withRivals} from './rivals.ts';
import {asRouted} from './routed-shares.ts';
import {sharesOf} from './weights.ts';
import {indexWorld, type World} from './world.ts';

/** Parts by the name of the dialect that read them. */
export type Parts = ReadonlyMap<string, readonly unknown[]>;

/** Every split the parts and the world hold, sorted by namespace, name and rule order. */
export function splitsOf(parts: Parts, world: World): Split[] {
	const indexed = indexWorld(world);
	const splits = dialects.flatMap(dialect =>
		dialect.join(parts.get(dialect.name) ?? [], indexed).map(split => completed(split, dialect)),
	);
	return withRivals(asRouted(withDrivers(splits, enginePartsIn(parts)))).sort((left, right) =>
		compare(placeOf(left), placeOf(right)),
	);
}

/** Rules with a single backend, in the shape of splits. It gets all of what they take, whatever its weight says. */
export function loneWaysOf(parts: Parts, world: World): Split[] {
	const indexed = indexWorld(world);
	return dialects
		.flatMap(({name, lone}) => lone?.(parts.get(name) ?? [], indexed) ?? [])
		.map(way => ({
			...way,
			backends: way.backends.map(backend => ({
				...backend,
				share: backend.weight === 0 && isCounted(way) ? 0 : 100,
			})),
		}));
}

/** A weight of 0 is nothing, but to Istio, where a lone destination gets everything. */
function isCounted({dialect}: Split): boolean {
	return dialect !== 'istio';
}

/** With the shares its weights really give, where the dialect knows better than their part of the sum. */
function completed(split: Split, {shares, unproved}: Dialect): Split {
	const weights = split.backends.map(({weight}) => weight);
	const given = weights.every(weight => weight !== null) ? shares?.(split, weights) : undefined;
	return {
		...split,
		...(unproved !== undefined && {unproved}),
		...(given && {backends: split.backends.map((backend, index) => ({...backend, share: given[index]!}))}),
	};
}

/** Kept parts, gathered by the dialect that kept them. */
export function partsByDialect(kept: Iterable<readonly [dialect: string, part: unknown]>): Parts {
	const parts = new Map<string, unknown[]>();
	for (const [dialect, part] of kept) {
		const known = parts.get(dialect);
		if (known) known.push(part);
		else parts.set(dialect, [part]);
	}
	return parts;
}

/** What each dialect keeps of one object, by the dialect's name. */
export function partsOf(object: KubernetesObject, ref: Ref): ReadonlyArray<readonly [string, unknown]> {
	return dialects
		.filter(({sources}) => sources.some(source => isReadable(ref.resource, source)))
		.flatMap(({name, part}): Array<readonly [string, unknown]> => {
			const kept = part(object, ref);
			return kept === undefined ? [] : [[name, kept]];
		});
}

/** What stands in a version that nobody knows is not guessed. */
function isReadable(resource: Resource, source: Source): boolean {
	return isOfKind(resource, source) && (source.versions?.includes(resource.version) ?? true);
}

/** Kinds of equal name in different groups are different kinds. */
export function isOfKind(
	resource: Pick<Resource, 'group' | 'plural'>,
	{group, plural}: Pick<Source, 'group' | 'plural'>,
): boolean {
	return resource.group === group && resource.plural === plural;
}

/** The kind as this server serves it, in the best version that can be read; undefined where it serves none. */
export function servedAs<Served extends Resource>(
	source: Source,
	served: readonly Served[],
): Served | undefined {
	const found = served.filter(resource => isOfKind(resource, source));
	const {versions} = source;
	if (versions === undefined) return found[0];
	return versions.map(version => found.find(each => each.version === version)).find(each => each);
}

/** Every kind that some dialect reads, once. */
export const sources: readonly Source[] = dialects
	.flatMap(dialect => dialect.sources)
	.filter((source, index, all) => all.findIndex(each => isOfKind(each, source)) === index);

/** Percent that weights really give each backend, in their order; null where nothing gets any. */
export function sharesGiven(split: Split, weights: readonly number[]): ReadonlyArray<number | null> {
	return dialectOf(split)?.shares?.(split, weights) ?? sharesOf(weights);
}

/** Every way to a backend beside the weights of its split; undefined where its dialect cannot tell what they are. */
export function waysTo(parts: Parts, split: Split, from: Backend, to: Backend): readonly Way[] | undefined {
	return dialectOf(split)?.ways?.(parts.get(split.dialect) ?? [], split, from, to);
}

function placeOf(split: Split): string {
	return `${split.ref.namespace}\n${split.ref.name}\n${split.ref.resource.kind}`;
}

function compare(left: string, right: string): number {
	return left < right ? -1 : left > right ? 1 : 0;
}
