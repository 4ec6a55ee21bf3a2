import {autoscalerResource} from '../model/builtin-resources.ts';
import {type Clock, within} from '../model/clock.ts';
import type {Discovery} from '../model/cluster.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Resource} from '../model/ref.ts';
import {type Answer, answer} from '../model/trouble.ts';
import {type Around, type Found, type Wanted, wantedKey} from '../owners/around.ts';
import type {Reader} from './action.ts';

/** A preview waits no longer for what only tells who may fight it. */
const patienceMs = 5000;

/**
 * Looks for the objects, all at once. A kind that is not served has none; what
 * is denied, fails or takes too long is unknown, and says why.
 */
export async function readAround(
	wanted: readonly Wanted[],
	reader: Pick<Reader, 'get' | 'list' | 'discover'>,
	clock: Clock,
): Promise<Around> {
	const distinct = new Map(wanted.map(each => [wantedKey(each), each]));
	const needsDiscovery = [...distinct.values()].some(each => !isBuiltIn(each));
	const discovering = needsDiscovery ? reader.discover() : undefined;
	const found = [...distinct].map(async ([key, each]) => {
		const inTime = await within(clock, patienceMs, find(each, reader, discovering));
		return [key, inTime ?? tooLate] as const;
	});
	return new Map(await Promise.all(found));
}

const tooLate: Found = {
	state: 'unknown',
	says: `The server took longer than ${patienceMs / 1000} s to answer.`,
};

async function find(
	wanted: Wanted,
	reader: Pick<Reader, 'get' | 'list'>,
	discovering: Promise<Answer<Discovery>> | undefined,
): Promise<Found> {
	if (isBuiltIn(wanted)) return read(wanted, autoscalerResource, reader);
	const discovery = await discovering!;
	if (!discovery.ok) return {state: 'unknown', says: discovery.trouble.says};
	const {resources, troubles} = discovery.value;
	const served = resources.find(({group, plural}) => group === wanted.group && plural === wanted.plural);
	if (served) {
		const {group, version, plural, kind, namespaced} = served;
		return read(wanted, {group, version, plural, kind, namespaced}, reader);
	}
	// A group that could not be read is not a group that is not there.
	const unread = troubles.find(({says}) => says.includes(wanted.group));
	return unread ? {state: 'unknown', says: unread.says} : {state: 'unserved'};
}

function isBuiltIn({group, plural}: Wanted): boolean {
	return group === autoscalerResource.group && plural === autoscalerResource.plural;
}

async function read(
	wanted: Wanted,
	resource: Resource,
	reader: Pick<Reader, 'get' | 'list'>,
): Promise<Found> {
	const answered = await ask(wanted, resource, reader);
	if (answered.ok) return {state: 'found', resource, objects: answered.value};
	const {reason, says} = answered.trouble;
	return reason === 'not-found' ? {state: 'found', resource, objects: []} : {state: 'unknown', says};
}

async function ask(
	{namespace, name}: Wanted,
	resource: Resource,
	reader: Pick<Reader, 'get' | 'list'>,
): Promise<Answer<readonly KubernetesObject[]>> {
	if (name === undefined) return reader.list(resource, {namespace});
	// In whichever namespace it is: the server looks for it by name.
	if (namespace === undefined && resource.namespaced)
		return reader.list(resource, {}, {fields: `metadata.name=${name}`});
	const got = await reader.get({resource, namespace: namespace ?? '', name});
	return got.ok ? answer([got.value]) : got;
}
