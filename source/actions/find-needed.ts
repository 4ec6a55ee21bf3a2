import {randomBytes} from 'node:crypto';
import type {ServedResource} from '../model/cluster.ts';
import type {KubernetesObject} from '../model/object.ts';
import {isRefusal, type Refusal} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {type Answer, answer} from '../model/trouble.ts';
import type {Found, Listed, Need, Needs} from '../objectives/objective.ts';
import {servedAs} from '../traffic/splits.ts';
import type {Reader} from './action.ts';

type Around = {
	readonly reader: Reader;
	readonly served: readonly ServedResource[];
	readonly namespace: string;
	readonly now: number;
};

/** Reads what an objective looks at; refuses where an object that must be there is not. */
export async function findNeeded(
	{objects = {}, lists = []}: Needs,
	{reader, served, namespace, now}: Around,
): Promise<Answer<Found | Refusal>> {
	const found: Record<string, KubernetesObject> = {};
	for (const [word, need] of Object.entries(objects)) {
		const read = await readNeeded(need, namespace, reader);
		if (!read.ok) return read;
		if (isRefusal(read.value)) return answer(read.value);
		found[word] = read.value;
	}
	const listed: Listed[] = [];
	for (const resource of lists.flatMap(source => servedAs(source, served) ?? [])) {
		const read = await reader.list(resource, {namespace});
		if (!read.ok) return read;
		listed.push({resource, objects: read.value});
	}
	return answer({
		namespace,
		objects: found,
		lists: listed,
		now,
		unguessable: randomBytes(24).toString('hex'),
	});
}

async function readNeeded(
	{resource, name, otherwise}: Need,
	namespace: string,
	reader: Reader,
): Promise<Answer<KubernetesObject | Refusal>> {
	const target = {resource, namespace, name};
	const read = await reader.get(target);
	if (read.ok || read.trouble.reason !== 'not-found') return read;
	return answer({refused: 'not-found', says: `There is no ${sayRef(target)}.`, hint: otherwise});
}
