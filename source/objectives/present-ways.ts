/** The ways that lead to a version, as they stand in routes that are there, and where each of them is written. */
import type {Json, JsonObject} from '../model/json.ts';
import {valueAt} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Guard, Refusal} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import type {Split} from '../model/split.ts';
import {sources} from '../traffic/splits.ts';
import type {Found, Needs} from './objective.ts';
import {leadsTo, waysIn} from './read-ways.ts';

/** A way with the object that holds it. */
export type PresentWay = {
	readonly way: Split;
	readonly object: KubernetesObject;
	/** The list of its backends as read, and where it stands. */
	readonly list: {readonly at: string; readonly is: readonly JsonObject[]};
	/** The rule that holds the list. */
	readonly ruleAt: string;
	/** What tells that it is still that rule. */
	readonly identity: readonly Guard[];
};

/** The dialects whose lists of backends are written here. */
const writable: readonly string[] = ['gateway-api', 'istio', 'smi'];

/** What must be read to find them. */
export const waysNeeded: NonNullable<Needs['lists']> = sources;

/** All ways that lead to a Service of the namespace by weights, and rules that lead to it alone. */
export function waysTo(service: string, found: Found): readonly PresentWay[] {
	return presentWays(found, way => leadsTo(way, service, found.namespace));
}

/** Ways that only copy requests to it. */
export function copiesTo(service: string, found: Found): readonly PresentWay[] {
	return presentWays(found, way => way.ref.namespace === found.namespace && copies(way, service));
}

/** Whether a way sends copies of its requests to a Service. */
export function copies({also}: Split, service: string): boolean {
	return also.some(each => each.reaches === service && each.copies !== undefined);
}

function presentWays(found: Found, isMeant: (way: Split) => boolean): readonly PresentWay[] {
	const {splits, lone} = waysIn(found);
	return [...splits, ...lone].filter(isMeant).flatMap(way => presentWay(way, found.lists) ?? []);
}

function presentWay(way: Split, lists: Found['lists']): PresentWay | undefined {
	const object = lists.flatMap(({objects}) => objects).find(({metadata}) => metadata.uid === way.ref.uid);
	const guard = way.guards.find(({is}) => Array.isArray(is));
	if (object === undefined || guard === undefined) return undefined;
	return {
		way,
		object,
		list: {at: guard.at, is: objectsIn(guard.is)},
		ruleAt: guard.at.slice(0, guard.at.lastIndexOf('/')),
		identity: way.guards.filter(each => each !== guard).map(({at, is}) => ({at, is})),
	};
}

/** Why a way cannot be written here; undefined where it can. */
export function whyNotWritten({way, list, object, ruleAt}: PresentWay): Refusal | undefined {
	const where = sayWay(way);
	if (way.lockedBecause !== undefined) return {refused: 'guarded', says: way.lockedBecause};
	if (!writable.includes(way.dialect) || list.is.length !== way.backends.length)
		return {
			refused: 'guarded',
			says: `${where} is a route of ${way.dialect}, whose versions are not added or taken out here.`,
			hint: 'Write its object by hand; what its weights say is moved with shift.',
		};
	if (setsHeaders(list.is) || setsHeaders(objectsIn(valueAt(object, `${ruleAt}/filters`))))
		return {
			refused: 'guarded',
			says: `${where} sets headers, which may be secret and which no journal shall hold.`,
			hint: 'Write it by hand.',
		};
	return undefined;
}

function setsHeaders(list: readonly JsonObject[]): boolean {
	return /HeaderModifier|"headers"/.test(JSON.stringify(list));
}

/** `rule cards of HTTPRoute shop/checkout`. */
export function sayWay({ref, rule}: Split): string {
	return rule === '' ? sayRef(ref) : `rule ${rule} of ${sayRef(ref)}`;
}

/** A Service that is to be led to. */
export type Led = {
	readonly name: string;
	/** Whether it answers on a port, and else on which it does; undefined where it has the ports of the one beside it. */
	readonly ports?: readonly number[];
};

/** An element of a list of backends that leads to another Service instead; why not, where that cannot be said. */
export function leadingTo(element: JsonObject, led: Led, dialect: string): JsonObject | string {
	const {name} = led;
	if (dialect === 'smi') return {...element, service: name};
	if (dialect === 'gateway-api') {
		const port = portOf(numberIn(element.port), led);
		return {...element, name, ...(port !== undefined && {port})};
	}
	const destination = objectIn(element.destination);
	if (destination.subset !== undefined) return 'its versions are subsets of one Service';
	const number = portOf(numberIn(objectIn(destination.port).number), led);
	const host = hostLike(destination.host, name);
	return {...element, destination: {...destination, host, ...(number !== undefined && {port: {number}})}};
}

/** The port of the one beside it where it has that, too; of several others the first. */
function portOf(present: number | undefined, {ports = []}: Led): number | undefined {
	return present === undefined || ports.length === 0 || ports.includes(present) ? present : ports[0];
}

/** A host is written as the one beside it is: short, or with its namespace. */
function hostLike(host: Json | undefined, name: string): string {
	const [, ...rest] = (textIn(host) ?? '').split('.');
	return [name, ...rest].join('.');
}
