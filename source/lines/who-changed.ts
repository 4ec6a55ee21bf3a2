import type {Cluster} from '../model/cluster.ts';
import {managedEntries, ourManager} from '../model/managed-fields.ts';
import {isObject, textIn} from '../model/object.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import {sayTime} from './sentence.ts';

/** A record older than this tells of an earlier change. */
const recentMs = 60_000;

/** Who wrote an object last, as the server's record of managers has it; undefined where it tells of no recent write. */
export async function whoChanged(ref: Ref, cluster: Cluster, now: number): Promise<string | undefined> {
	const read = await cluster.get(ref);
	if (!read.ok || read.value.metadata.uid !== ref.uid) return undefined;
	const writers = (managedEntries(read.value) ?? []).filter(
		({asRead, time}) => time !== undefined && !(isObject(asRead) && textIn(asRead.subresource) === 'status'),
	);
	const [last] = [...writers].sort((left, right) => right.time! - left.time!);
	if (last === undefined || now - last.time! > recentMs) return undefined;
	const who = last.manager === ourManager ? 'sluice, this one or another' : last.manager;
	return `${sayRef(ref)} was last written by ${who}, at ${sayTime(last.time!)}.`;
}
