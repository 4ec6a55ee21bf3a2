import {carries} from '../model/labels.ts';
import {sayRef} from '../model/ref.ts';
import type {Backend, Split} from '../model/split.ts';

/**
 * Splits by scaling, warned of where another object divides traffic among the
 * same pods by weights: what comes that way does not follow the number of pods.
 */
export function withRivals(splits: readonly Split[]): Split[] {
	const weighted = splits.filter(split => !isByScaling(split));
	return splits.map(split => {
		if (!isByScaling(split)) return split;
		const rivals = weighted.filter(other => dividesSame(split, other)).map(({ref}) => sayRef(ref));
		if (rivals.length === 0) return split;
		const says = `${[...new Set(rivals)].join(' and ')} divides traffic among these versions by weights, which scaling does not change.`;
		return {...split, warnings: [...split.warnings, says]};
	});
}

function isByScaling({backends}: Split): boolean {
	return backends[0]?.weightAt?.form === 'replicas';
}

/** Two of its versions or more are told apart by the other's backends. */
function dividesSame({backends}: Split, other: Split): boolean {
	const reached = other.backends.filter(({labels}) => labels !== undefined);
	const versions = backends.map(version => reached.findIndex(backend => isBehind(version, backend)));
	return new Set(versions.filter(index => index >= 0)).size > 1;
}

function isBehind(version: Backend, backend: Backend): boolean {
	return version.namespace === backend.namespace && carries(version.labels ?? {}, backend.labels!);
}
