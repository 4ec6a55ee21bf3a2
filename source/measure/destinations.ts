import {numberIn, objectIn, textIn} from '../model/object.ts';
import type {Split} from '../model/split.ts';

/** What stands for one backend in the list that a shift writes. */
export type Destination = {
	/** The Service; undefined where it is something else. */
	readonly service: string | undefined;
	readonly namespace: string;
	readonly port: string | undefined;
	/** Its place in the list. */
	readonly index: number;
};

/**
 * Where a split's backends lead, in their order, as the list says it that their
 * weights stand in: names on screen may be longer or shorter than the Service's.
 */
export function destinationsOf({guards, backends}: Split): Destination[] {
	return backends.map(({weightAt, namespace, kind, name}, position) => {
		const list = guards.find(
			({at, is, ref}) =>
				Array.isArray(is) && ref.uid === weightAt?.ref.uid && weightAt?.pointer.startsWith(`${at}/`),
		);
		const index = Number(weightAt?.pointer.slice((list?.at.length ?? 0) + 1).split('/')[0] ?? position);
		const entry = objectIn(Array.isArray(list?.is) ? list.is[index] : undefined);
		// Istio's entries hold theirs one level down, and may write a host in full.
		const {host, port: there} = objectIn(entry.destination);
		const service = textIn(entry.name) ?? textIn(host)?.split('.')[0] ?? name;
		const port = numberIn(entry.port) ?? textIn(entry.port) ?? numberIn(objectIn(there).number);
		return {
			service: kind === 'Service' ? service : undefined,
			namespace,
			port: port === undefined ? undefined : String(port),
			index: list === undefined ? position : index,
		};
	});
}

/** The place of its rule in the object, as in `/spec/rules/2/backendRefs/0/weight`. */
export function ruleIndexOf({backends}: Split): number | undefined {
	const [, index] = /\/rules\/(\d+)\//.exec(backends[0]?.weightAt?.pointer ?? '') ?? [];
	return index === undefined ? undefined : Number(index);
}
