import {engines} from '../engines/index.ts';
import type {Backend, Split} from '../model/split.ts';

/**
 * The splits with those of engines that keep no weight of their own at the
 * shares that their route gives, where that is read: it stands nowhere else.
 */
export function asRouted(splits: readonly Split[]): Split[] {
	return splits.map(split => {
		const engine = engines.find(({name}) => name === split.dialect);
		const route = engine?.isWeighedByRoute && splits.find(each => isRouteOf(split, each));
		return route ? {...split, backends: split.backends.map(each => routed(each, route))} : split;
	});
}

function isRouteOf({ref, dialect, backends}: Split, each: Split): boolean {
	return (
		each.drivenBy?.uid === ref.uid &&
		each.dialect !== dialect &&
		backends.every(({name}) => backendNamed(each, name))
	);
}

function backendNamed({backends}: Split, service: string): Backend | undefined {
	return backends.find(({name}) => name.split('/')[0] === service);
}

function routed(backend: Backend, route: Split): Backend {
	const share = backendNamed(route, backend.name)?.share ?? null;
	return {...backend, weight: share, share};
}
