import type {Split} from '../model/split.ts';
import {dialects} from './index.ts';
import {indexWorld, type World} from './world.ts';

/** Parts by the name of the dialect that read them. */
export type Parts = ReadonlyMap<string, readonly unknown[]>;

/** Every split the parts and the world hold, sorted by namespace, name and rule order. */
export function splitsOf(parts: Parts, world: World): Split[] {
	const indexed = indexWorld(world);
	return dialects
		.flatMap(dialect => dialect.join(parts.get(dialect.name) ?? [], indexed))
		.sort((left, right) => compare(placeOf(left), placeOf(right)));
}

function placeOf(split: Split): string {
	return `${split.ref.namespace}\n${split.ref.name}\n${split.ref.resource.kind}`;
}

function compare(left: string, right: string): number {
	return left < right ? -1 : left > right ? 1 : 0;
}
